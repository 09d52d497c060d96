package badger

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

// momentLength is that of a moment's bytes.
const momentLength = 12

// moment is the time in a key, the later the lower, whatever its year.
func moment(at time.Time) []byte {
	k := key(make([]byte, 0, momentLength)).number(^(uint64(at.Unix()) ^ 1<<63))
	return binary.BigEndian.AppendUint32(k, ^uint32(at.Nanosecond()))
}

// auditPrefix begins the entries of the log that the filter lets through, but for
// its period.
func auditPrefix(person crm.UserID, kind crm.AuditKind) key {
	if person == "" && kind == "" {
		return newKey(kAudit)
	}
	return text(text(newKey(kAuditOf), person), kind)
}

// auditPlace is where the entry stands among others: what follows the prefix.
func auditPlace(at time.Time, id string) []byte { return []byte(endID(key(moment(at)), id)) }

// auditEntries are the entry's index entries.
func auditEntries(e crm.AuditEntry) []string {
	place := auditPlace(e.At, e.ID)
	out := []string{string(idKey(kAuditID, e.ID))}
	if e.Kind != "" {
		out = append(out, string(listKey(auditPrefix("", e.Kind), place)))
	}
	persons := []crm.UserID{e.Actor, e.User}
	if e.Actor == e.User {
		persons = persons[:1]
	}
	for _, person := range persons {
		if person == "" {
			continue
		}
		out = append(out, string(listKey(auditPrefix(person, ""), place)))
		if e.Kind != "" {
			out = append(out, string(listKey(auditPrefix(person, e.Kind), place)))
		}
	}
	return out
}

// auditList names what the filter lets through, for cursors.
func auditList(f store.AuditFilter) string {
	return fmt.Sprintf("audit %q %q %s %s ", f.Person, f.Kind,
		f.From.UTC().Format(time.RFC3339Nano), f.To.UTC().Format(time.RFC3339Nano))
}

// Audit implements store.ReadTx.
func (t *readTx) Audit(f store.AuditFilter, at store.Cursor, limit int) ([]crm.AuditEntry, store.Cursor, error) {
	list := auditList(f)
	from, err := t.store.openCursor(list, at)
	if err != nil || limit <= 0 {
		return nil, "", err
	}
	limit = min(limit, maxPage)
	past := from.past
	if past == nil && !f.To.IsZero() {
		past = moment(f.To.Add(-1)) // no place is so short: it stands before all of that moment
	}
	var oldest []byte
	if !f.From.IsZero() {
		oldest = moment(f.From)
	}
	prefix := auditPrefix(f.Person, f.Kind)
	var out []crm.AuditEntry
	var end []byte
	w := t.walk(prefix, false)
	defer w.close()
	for w.seek(prefix, past); w.valid(); w.next() {
		here := w.rest()
		if oldest != nil && bytes.Compare(here[:momentLength], oldest) > 0 {
			break
		}
		if len(out) == limit {
			return out, t.store.cursor(list, place{past: end}), nil
		}
		e, err := load(t, t.store.kinds.audit, listKey(newKey(kAudit), here))
		if err != nil {
			return nil, "", fmt.Errorf("%w: audit entry %q", err, here)
		}
		out = append(out, e)
		end = bytes.Clone(here)
	}
	return out, "", nil
}

// PutAudit implements store.Tx.
func (t *writeTx) PutAudit(e crm.AuditEntry) error {
	if e.ID == "" || len(e.ID) > maxID || len(e.Actor) > maxID || len(e.User) > maxID || len(e.Kind) > maxID {
		return fmt.Errorf("store: audit entry has no fit id, actor or kind: %q, %q, %q", e.ID, e.Actor, e.Kind)
	}
	_, exists, err := t.get(idKey(kAuditID, e.ID))
	if err != nil {
		return err
	}
	if exists {
		return fmt.Errorf("%w: audit entry %s", store.ErrExists, e.ID)
	}
	if err := save(t, t.store.kinds.audit, listKey(newKey(kAudit), auditPlace(e.At, e.ID)), e); err != nil {
		return err
	}
	return t.reindex(nil, auditEntries(e))
}
