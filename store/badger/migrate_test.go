package badger

import (
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	db "github.com/dgraph-io/badger/v4"

	"verkoop/crm"
	"verkoop/store"
)

// formerData is a folder with the demo company as a program of format 1 wrote it;
// one company has another name since, and its sales have not moved.
func formerData(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Open("testdata/format1.backup.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(db.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Load(z, 16); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDataOfTheFormerFormatOpensAndIsFound(t *testing.T) {
	dir := formerData(t)
	for range 2 { // brought up to date, and as it was written then
		s := openTest(t, Options{Dir: dir})
		if err := s.Check(context.Background()); err != nil {
			t.Fatal(err)
		}
		err := s.View(context.Background(), func(tx store.ReadTx) error {
			sale, err := tx.Sale(1042)
			if err != nil {
				return err
			}
			owner, err := tx.User(sale.Owner)
			if err != nil {
				return err
			}
			found, err := tx.FindSales(owner, "zeewind energie", 10)
			if err != nil || len(found.Rows) == 0 {
				t.Errorf("found %d, %v", len(found.Rows), err)
			}
			page, err := tx.Sales(store.SaleList{Reader: owner, Sort: store.ByDate}, "", 100)
			if err != nil {
				return err
			}
			search := store.SaleSearch{Reader: owner, Today: "2026-11-23"}
			all, err := tx.SearchSales(search, "", 100)
			if err != nil || len(page.Rows) == 0 || len(all.Rows) != len(page.Rows) {
				t.Errorf("%d in the list, %d searched, %v", len(page.Rows), len(all.Rows), err)
			}
			mine, err := tx.CountOwnerSales(owner.ID, 100)
			if err != nil || mine == 0 {
				t.Errorf("the owner has %d, %v", mine, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Update(context.Background(), func(tx store.Tx) error { _, err := tx.Relist(100); return err }); err != nil {
			t.Fatal(err)
		}
		if err := s.Check(context.Background()); err != nil {
			t.Fatalf("after the sales moved: %v", err)
		}
		closeTest(t, s)
	}
}

func TestBringingDataUpToDateBeginsAgainWhereItStopped(t *testing.T) {
	dir := formerData(t)
	d, err := db.Open(db.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		t.Fatal(err)
	}
	// As after a stop: some new entries are there, old ones too.
	err = d.Update(func(txn *db.Txn) error {
		return txn.SetEntry(&db.Entry{Key: listKey(listPrefix(everyone, stateOpen, store.ByDate), listPlace(dayKey("2026-12-01"), crm.SaleNumber(1))), Value: []byte("x")})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	s := openTest(t, Options{Dir: dir})
	defer closeTest(t, s)
	if err := s.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// In data of format 3 the lists by amount were by number, whatever the currency.
func TestDataOfTheThirdFormatIsSortedByWorth(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	update(t, s, func(tx store.Tx) error {
		errs := []error{
			tx.PutOrganisation(crm.Organisation{Version: 1, Name: "Verkoop", Currency: "EUR"}),
			tx.PutCurrency(crm.Currency{Code: "JPY", Version: 1, Rate: "0.0055", RateOn: "2026-11-20"}),
		}
		for i, code := range []string{"EUR", "JPY"} {
			amount, err := currency.NewAmount([]string{"100", "9000"}[i], code)
			id := crm.SaleID(code)
			errs = append(errs, err, tx.PutSale(crm.Sale{ID: id, Number: firstNumber + crm.SaleNumber(i), Version: 1, Owner: "sam",
				Visible: crm.Everyone, Outcome: crm.Open, Amount: amount, Cost: crm.Zero(code)}, crm.Change{Sale: id, Version: 1}))
		}
		return errors.Join(errs...)
	})
	keys := allKeys(t, s)
	raw(t, s, func(txn *db.Txn) error {
		prefix := listPrefix(everyone, stateOpen, store.ByAmount)
		for k := range keys {
			if strings.HasPrefix(k, string(prefix)) {
				number := crm.SaleNumber(lastNumber([]byte(k)))
				former := binary.BigEndian.AppendUint64([]byte{1}, []uint64{100, 9000}[number-firstNumber]*10_000)
				if err := errors.Join(txn.Delete([]byte(k)), txn.Set(listKey(prefix, listPlace(former, number)), nil)); err != nil {
					return err
				}
			}
		}
		b, err := json.Marshal(format{Version: 3, Secret: s.secret})
		return errors.Join(err, txn.Set(formatKey, b))
	})
	closeTest(t, s)
	s = openTest(t, o)
	defer closeTest(t, s)
	if err := s.Check(context.Background()); err != nil {
		t.Error(err)
	}
	err := s.View(context.Background(), func(tx store.ReadTx) error {
		page, err := tx.Sales(store.SaleList{Reader: crm.User{ID: "sam", Role: crm.Seller}, Sort: store.ByAmount}, "", 9)
		if len(page.Rows) != 2 || page.Rows[0].Sale.ID != "JPY" {
			t.Errorf("got %+v", page.Rows)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestDataOfTheSecondFormatGetsItsEntries takes away what that format did not have.
func TestDataOfTheSecondFormatGetsItsEntries(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := openTest(t, o)
	one(t, s)
	keys := allKeys(t, s)
	raw(t, s, func(txn *db.Txn) error {
		var errs []error
		for k := range keys {
			switch k[0] {
			case kProjectSale, kCompanyProject, kMark, kPartyActivity:
				errs = append(errs, txn.Delete([]byte(k)))
			}
		}
		b, err := json.Marshal(format{Version: 2, Secret: s.secret})
		return errors.Join(append(errs, err, txn.Set(formatKey, b))...)
	})
	closeTest(t, s)
	s = openTest(t, o)
	defer closeTest(t, s)
	if err := s.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
}
