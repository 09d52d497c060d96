package badger

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verkoop/crm"
	"verkoop/store"
)

var killRounds = flag.Int("kill.rounds", 3, "how often TestKill kills a process that saves")

// killFolder is set for the process that is to be killed.
const killFolder = "VERKOOP_TEST_KILL_FOLDER"

// TestKill starts a process in which 8 writers save and delete and say so while
// names change, kills it, and finds all that was said, whole and well indexed, in
// the folder.
func TestKill(t *testing.T) {
	if dir := os.Getenv(killFolder); dir != "" {
		saveUntilKilled(t, dir)
		return
	}
	rounds := *killRounds
	if testing.Short() {
		rounds = min(rounds, 1)
	}
	dir := t.TempDir()
	said := saids{saves: map[acknowledged]bool{}, given: map[crm.SaleNumber]string{},
		deleting: map[crm.SaleNumber]bool{}, deleted: map[crm.SaleNumber]bool{}}
	for round := range rounds {
		killOnce(t, dir, &said)
		s := openTest(t, Options{Dir: dir})
		said.compare(t, s)
		if err := s.Check(context.Background()); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
		if round%2 == 1 {
			finishRelisting(t, s)
		}
		closeTest(t, s)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d saves and %d deletions in %d rounds", len(said.saves), len(said.deleted), rounds)
}

// acknowledged is a save that was acknowledged.
type acknowledged struct {
	number  crm.SaleNumber
	version uint64
}

type saids struct {
	saves    map[acknowledged]bool
	given    map[crm.SaleNumber]string // and to whom
	deleting map[crm.SaleNumber]bool   // begun
	deleted  map[crm.SaleNumber]bool   // acknowledged
}

// killOnce runs the process and takes down what it says until it is dead.
func killOnce(t *testing.T, dir string, said *saids) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKill$", "-test.v")
	child.Env = append(os.Environ(), killFolder+"="+dir)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var timer *time.Timer
	lines := 0
	for r := bufio.NewReader(out); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			break // what has no end was not said
		}
		what, _, _ := strings.Cut(line, " ")
		if !slices.Contains([]string{"saved", "failed", "deleting", "deleted"}, what) {
			continue
		}
		if timer == nil {
			timer = time.AfterFunc(200*time.Millisecond+rand.N(400*time.Millisecond), func() { child.Process.Kill() })
		}
		lines++
		said.take(t, strings.TrimSpace(line))
	}
	if err := child.Wait(); err == nil || child.ProcessState.ExitCode() != -1 {
		t.Fatalf("the process was not killed: %v", err)
	}
	if lines < 2 {
		t.Fatalf("the process said only %d things", lines)
	}
}

func (s *saids) take(t *testing.T, line string) {
	t.Helper()
	var what string
	var x acknowledged
	if _, err := fmt.Sscan(line, &what, &x.number, &x.version); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	switch what {
	case "saved":
		s.saves[x] = true
	case "deleting":
		s.deleting[x.number] = true
		return
	case "deleted":
		s.deleted[x.number] = true
		return
	}
	if x.version <= 1 { // the number was given for it
		if by, ok := s.given[x.number]; ok {
			t.Errorf("number %d was given twice: %s, %s", x.number, by, line)
		}
		s.given[x.number] = line
	}
}

// compare finds every save as it was made, and of what was deleted only the entry
// in the audit log.
func (s *saids) compare(t *testing.T, in *Store) {
	t.Helper()
	highest := crm.SaleNumber(0)
	err := in.View(context.Background(), func(tx store.ReadTx) error {
		gone, err := auditedSales(tx)
		if err != nil {
			return err
		}
		for n := range gone {
			if _, err := tx.Sale(n); !errors.Is(err, store.ErrNotFound) || !s.deleting[n] {
				t.Errorf("sale %d was deleted by the log; deleting it had begun: %t; reading it: %v", n, s.deleting[n], err)
			}
		}
		for n := range s.deleted {
			if !gone[n] {
				t.Errorf("the deletion of sale %d is lost", n)
			}
		}
		for x := range s.saves {
			if gone[x.number] {
				continue
			}
			got, err := tx.SaleAt(x.number, x.version)
			if err != nil {
				t.Errorf("save %d version %d is lost: %v", x.number, x.version, err)
				continue
			}
			if title, note := killText(x); got.Title != title || got.Note != note {
				t.Errorf("save %d version %d is torn: %q, note of %d bytes", x.number, x.version, got.Title, len(got.Note))
			}
			if _, err := tx.Submission(got.Title); err != nil {
				t.Errorf("save %d version %d: %v", x.number, x.version, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	for n := range s.given {
		highest = max(highest, n)
	}
	err = in.Update(context.Background(), func(tx store.Tx) error {
		n, err := tx.NextSaleNumber()
		if n <= highest {
			t.Errorf("number %d is given again: %d was", n, highest)
		}
		s.given[n] = "the test"
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// auditedSales are those that the audit log is about.
func auditedSales(tx store.ReadTx) (map[crm.SaleNumber]bool, error) {
	out := map[crm.SaleNumber]bool{}
	at := store.Cursor("")
	for {
		entries, next, err := tx.Audit(store.AuditFilter{Kind: crm.AuditSaleDeleted}, at, 100)
		for _, e := range entries {
			out[e.Sale] = true
		}
		if err != nil || next == "" {
			return out, err
		}
		at = next
	}
}

// killText is what the version says; now and then a lot, so that tables fill.
func killText(x acknowledged) (title, note string) {
	title = fmt.Sprintf("Sale %d version %d", x.number, x.version)
	if (uint64(x.number)+x.version)%16 == 0 {
		note = strings.Repeat(title+" ", 800)
	}
	return title, note
}

var errKillNo = errors.New("no")

func saveUntilKilled(t *testing.T, dir string) {
	s := openTest(t, Options{Dir: dir})
	var all sync.WaitGroup
	all.Go(func() {
		for {
			if err := rename(s); err != nil {
				t.Errorf("rename: %v", err)
				return
			}
		}
	})
	for writer := range 8 {
		all.Go(func() {
			var own []crm.SaleNumber
			for {
				if rand.IntN(10) == 0 {
					refuse(t, s)
					continue
				}
				if len(own) > 0 && rand.IntN(10) == 0 {
					i := rand.IntN(len(own))
					deleteOne(t, s, own[i])
					own = slices.Delete(own, i, i+1)
					continue
				}
				x, err := saveOne(s, writer, own)
				if err != nil {
					t.Errorf("save: %v", err)
					return
				}
				if x.version == 1 {
					own = append(own, x.number)
				}
				fmt.Printf("saved %d %d\n", x.number, x.version)
			}
		})
	}
	all.Wait()
}

// refuse asks for a number and fails.
func refuse(t *testing.T, s *Store) {
	var n crm.SaleNumber
	err := s.Update(context.Background(), func(tx store.Tx) (err error) {
		if n, err = tx.NextSaleNumber(); err != nil {
			return err
		}
		return errKillNo
	})
	if err != errKillNo {
		t.Errorf("refuse: %v", err)
		return
	}
	fmt.Printf("failed %d 0\n", n)
}

// deleteOne deletes the sale and puts that into the audit log.
func deleteOne(t *testing.T, s *Store, n crm.SaleNumber) {
	fmt.Printf("deleting %d 0\n", n)
	err := s.Update(context.Background(), func(tx store.Tx) error {
		sale, err := tx.Sale(n)
		if err != nil {
			return err
		}
		if err := tx.DeleteSale(n, sale.Version); err != nil {
			return err
		}
		return tx.PutAudit(crm.AuditEntry{ID: fmt.Sprint(n), At: time.Now(), Kind: crm.AuditSaleDeleted, Actor: sale.Owner, Sale: n})
	})
	if err != nil {
		t.Errorf("delete: %v", err)
		return
	}
	fmt.Printf("deleted %d 0\n", n)
}

// rename gives an owner of sales another name, or moves some sales to the place of
// theirs.
func rename(s *Store) error {
	return s.Update(context.Background(), func(tx store.Tx) error {
		if rand.IntN(4) > 0 {
			_, err := tx.Relist(3)
			return err
		}
		id := crm.UserID(fmt.Sprint("user-", rand.IntN(8)))
		u, err := tx.User(id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return tx.PutUser(crm.User{ID: id, Version: u.Version + 1, Name: fmt.Sprint("Name ", rand.IntN(9))})
	})
}

// finishRelisting moves all that was left to move.
func finishRelisting(t *testing.T, s *Store) {
	for more := true; more; {
		update(t, s, func(tx store.Tx) (err error) {
			more, err = tx.Relist(maxRelist)
			return err
		})
	}
	left := 0
	for k := range allKeys(t, s) {
		if k[0] == kRelisting {
			left++
		}
	}
	if err := s.Check(context.Background()); err != nil || left > 0 {
		t.Errorf("all moved: %d relistings are left, %v", left, err)
	}
}

// saveOne registers a sale or saves one of the writer's own, with a submission, and
// a follow-up that it completes at times.
func saveOne(s *Store, writer int, own []crm.SaleNumber) (x acknowledged, err error) {
	register := len(own) == 0 || rand.IntN(3) == 0
	err = s.Update(context.Background(), func(tx store.Tx) error {
		var before crm.Sale
		var err error
		if register {
			if before.Number, err = tx.NextSaleNumber(); err != nil {
				return err
			}
			before.ID = crm.SaleID(fmt.Sprint("sale-", before.Number))
		} else if before, err = tx.Sale(own[rand.IntN(len(own))]); err != nil {
			return err
		}
		x = acknowledged{before.Number, before.Version + 1}
		after := before
		after.Version = x.version
		after.Title, after.Note = killText(x)
		after.Owner, after.Group = crm.UserID(fmt.Sprint("user-", writer)), "noord"
		after.Visible = crm.Visibilities[x.version%3]
		after.Outcome, after.Completed = crm.Open, x.version%5 == 0
		c := crm.Change{Sale: after.ID, Version: after.Version, Fields: crm.Differences(before, after)}
		if err := tx.PutSale(after, c); err != nil {
			return err
		}
		// Even versions plan a follow-up, odd ones complete it.
		a := crm.Activity{ID: crm.ActivityID(fmt.Sprint(x.number, "-", x.version/2)), Version: 1, Kind: crm.TaskKind, Sale: after.ID, On: "2026-12-01"}
		if x.version%4 < 2 {
			a.Home.Sale = after.ID
		} else {
			a.Home.Company = "acme"
		}
		if x.version%2 == 1 {
			a.Version, a.Completed = 2, time.Now()
		}
		if x.version > 1 {
			if err := tx.PutActivity(a); err != nil {
				return err
			}
		}
		return tx.PutSubmission(store.Submission{Key: after.Title})
	})
	return x, err
}
