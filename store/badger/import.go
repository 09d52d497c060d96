package badger

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"verkoop/crm"
)

// Import implements store.ReadTx.
func (t *readTx) Import(id crm.ImportID) (crm.Import, error) {
	i, err := load(t, t.store.kinds.imports, idKey(kImport, id))
	if err != nil {
		return i, fmt.Errorf("%w: import %s", err, id)
	}
	return i, nil
}

// Imports implements store.ReadTx. A company has few.
func (t *readTx) Imports(limit int) (out []crm.Import, err error) {
	out, err = loadAll(t, t.store.kinds.imports, newKey(kImport), nil, math.MaxInt)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b crm.Import) int { return cmp.Or(b.Begun.Compare(a.Begun), cmp.Compare(b.ID, a.ID)) })
	return out[:min(max(limit, 0), len(out))], nil
}

// ImportRows implements store.ReadTx.
func (t *readTx) ImportRows(id crm.ImportID, after, limit int) ([]crm.ImportRow, error) {
	return loadAll(t, t.store.kinds.importRow, idKey(kImportRow, id), key(nil).number(uint64(after)), limit)
}

// PutImport implements store.Tx.
func (t *writeTx) PutImport(i crm.Import) error {
	if i.ID == "" || len(i.ID) > maxID {
		return fmt.Errorf("store: import has no fit id: %q", i.ID)
	}
	return save(t, t.store.kinds.imports, idKey(kImport, i.ID), i)
}

// PutImportRow implements store.Tx.
func (t *writeTx) PutImportRow(id crm.ImportID, r crm.ImportRow) error {
	return save(t, t.store.kinds.importRow, idKey(kImportRow, id).number(uint64(r.Line)), r)
}

// ImportResults implements store.ReadTx. A key has the last line of what is under it.
func (t *readTx) ImportResults(id crm.ImportID, after, limit int) (out []crm.ImportResult, err error) {
	prefix := idKey(kImported, id)
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, key(nil).number(uint64(after))); w.valid() && len(out) < limit; w.next() {
		b, err := w.value()
		if err != nil {
			return nil, err
		}
		some, err := t.store.kinds.imported.decode(b)
		if err != nil {
			return nil, err
		}
		for _, r := range some {
			if r.Line > after && len(out) < limit {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// PutImportResults implements store.Tx. Rows that were taken in together are kept
// together: a record for each of a million would be as many keys.
func (t *writeTx) PutImportResults(i crm.Import, rows []crm.ImportResult) error {
	if len(rows) == 0 {
		return nil
	}
	at := idKey(kImported, i.ID).number(uint64(rows[len(rows)-1].Line))
	return saveUntil(t, t.store.kinds.imported, at, rows, i.Begun.Add(keepNotes), "")
}

// keepNotes is for how long notes and results are kept.
const keepNotes = 40 * 24 * time.Hour

func noteKey(i crm.Import, text string) key {
	return idKey(kImportNote, i.ID).number(uint64(i.Checks)).raw([]byte(cut(fold(text))))
}

// ImportNotes implements store.ReadTx. Notes of older versions have no line.
func (t *readTx) ImportNotes(i crm.Import, text string) (n, line int, err error) {
	b, ok, err := t.get(noteKey(i, text))
	if err != nil || !ok || len(b) == 0 {
		return 0, 0, err
	}
	first, _ := binary.Uvarint(b[1:])
	return int(b[0]), int(first), nil
}

// NoteImport implements store.Tx.
func (t *writeTx) NoteImport(i crm.Import, text string, line int) error {
	n, first, err := t.ImportNotes(i, text)
	if err != nil || n >= 2 {
		return err
	}
	if n == 0 {
		first = line
	}
	value := binary.AppendUvarint([]byte{byte(n + 1)}, uint64(first))
	return t.set(noteKey(i, text), pending{value: value, expires: uint64(i.Begun.Add(keepNotes).Unix())})
}

// DeleteImportRows implements store.Tx.
func (t *writeTx) DeleteImportRows(id crm.ImportID) error {
	var gone []string
	prefix := idKey(kImportRow, id)
	w := t.walk(prefix, false)
	for w.seek(prefix, nil); w.valid(); w.next() {
		gone = append(gone, string(w.key))
	}
	w.close()
	return t.reindex(gone, nil)
}

// DeleteImport implements store.Tx.
func (t *writeTx) DeleteImport(id crm.ImportID) error {
	if err := t.DeleteImportRows(id); err != nil {
		return err
	}
	return t.drop(idKey(kImport, id))
}
