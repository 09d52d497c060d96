package badger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// older makes the folder's data what a program before the second format left, with
// an entry in it that an upgrade had made which was stopped.
func older(t *testing.T, o Options) {
	t.Helper()
	s := openTest(t, o)
	keys := allKeys(t, s)
	raw(t, s, func(txn *db.Txn) error {
		for k := range keys {
			if k[0] == kUse {
				if err := txn.Delete([]byte(k)); err != nil {
					return err
				}
			}
		}
		b, err := json.Marshal(format{Version: 1, Secret: s.secret})
		return errors.Join(err, txn.Set(formatKey, b), txn.Set(text(newKey(kUse).byte(useType), "old").sale(firstNumber), nil))
	})
	closeTest(t, s)
}

func TestDataOfTheFirstFormatGetsItsEntries(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	for i := range 3 {
		id := crm.SaleID(rune('a' + i))
		update(t, s, func(tx store.Tx) error {
			sale := crm.Sale{ID: id, Number: firstNumber + crm.SaleNumber(i), Version: 1, Owner: "sam", Visible: crm.Everyone,
				Type: "new", Stage: "lead", Outcome: crm.Open, Source: "fair", Amount: crm.Zero("EUR")}
			return tx.PutSale(sale, crm.Change{Sale: id, Version: 1})
		})
	}
	secret := string(s.secret)
	closeTest(t, s)
	older(t, o)

	s = openTest(t, o)
	if err := s.Check(context.Background()); err != nil {
		t.Errorf("after the upgrade: %v", err)
	}
	if string(s.secret) != secret {
		t.Error("cursors made before are good no more")
	}
	counts := func(what string) {
		t.Helper()
		view := func(tx store.ReadTx) error {
			for u, want := range map[crm.Use]int{{Type: "new"}: 3, {Type: "old"}: 0, {Stage: "lead", Open: true, Type: "new"}: 3, {Value: "fair"}: 3, {Currency: "EUR"}: 3} {
				if n, err := tx.CountUses(u, 9); n != want || err != nil {
					t.Errorf("%s: %+v counts %d, want %d, error %v", what, u, n, want, err)
				}
			}
			return nil
		}
		if err := s.View(context.Background(), view); err != nil {
			t.Error(err)
		}
	}
	counts("after the upgrade")
	closeTest(t, s)
	s = openTest(t, o)
	counts("opened once more")
	if b := allKeys(t, s)[string(formatKey)]; !strings.Contains(b, fmt.Sprintf(`"version":%d,`, formatVersion)) {
		t.Errorf("the format is %s", b)
	}
	closeTest(t, s)
}

func TestAnUpgradeThatCantBeDoneLeavesTheOldFormat(t *testing.T) {
	o := Options{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)}
	closeTest(t, openTest(t, o))
	older(t, o)
	broken, err := db.Open(badgerOptions(o))
	if err != nil {
		t.Fatal(err)
	}
	set := func(value []byte) error {
		return broken.Update(func(txn *db.Txn) error {
			if value == nil {
				return txn.Delete(saleKey(firstNumber))
			}
			return txn.Set(saleKey(firstNumber), value)
		})
	}
	if err := errors.Join(set([]byte("\x01{")), broken.Close()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := Open(o); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("opened broken data: error %v", err)
		}
	}
	if broken, err = db.Open(badgerOptions(o)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(set(nil), broken.Close()); err != nil {
		t.Fatal(err)
	}
	closeTest(t, openTest(t, o))
}
