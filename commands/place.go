package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/locales"
	"verkoop/store"
)

// task is what a command does with the data, in the folder itself or in the
// Verkoop that runs on it.
type task interface {
	do(ctx context.Context, p *place) error
}

// place is where a task is done.
type place struct {
	store store.Store
	now   func() time.Time
	newID func() string
	base  string // what one-time addresses begin with
	texts *locales.Texts
	wake  func() // tells the worker that a job was put; nil where there is none
	out   io.Writer
}

// update runs fn, which may run again, in the name of the command line.
func (p *place) update(ctx context.Context, fn func(tx store.Tx, by auth.By) error) error {
	by := auth.By{From: crm.FromCommandLine, At: p.now(), NewID: p.newID}
	return p.store.Update(ctx, func(tx store.Tx) error { return fn(tx, by) })
}

// sayf prints a sentence.
func (p *place) sayf(format string, args ...any) {
	fmt.Fprintln(p.out, printable(fmt.Sprintf(format, args...)))
}

// sentence tells an error as people say it.
func (p *place) sentence(err error) string {
	var problems crm.Problems
	var problem crm.Error
	var setup crm.SetupProblems
	switch {
	case errors.As(err, &setup):
		var told []string
		for _, e := range setup {
			what := p.texts.T("settings.part." + string(e.Part))
			if e.ID != "" {
				what += fmt.Sprintf(" %q", e.ID)
			}
			if field := e.Err.Field.Plain(); field != "" && field != crm.FieldID {
				what += ", " + inSentence(p.texts.T("form.setup."+string(field)+".label"))
			}
			told = append(told, what+": "+p.texts.Error(e.Err))
		}
		return strings.Join(told, " ")
	case errors.As(err, &problems):
		var told []string
		for _, e := range problems {
			told = append(told, p.texts.Error(e))
		}
		return strings.Join(told, " ")
	case errors.As(err, &problem):
		return p.texts.Error(problem)
	}
	return err.Error()
}

// carry does the task and tells how it ended.
func (p *place) carry(ctx context.Context, t task) (r result) {
	var out strings.Builder
	p.out = &out
	err := t.do(ctx, p)
	r.Out = out.String()
	if err != nil {
		p.refused(ctx, err)
		r.Code, r.Error = failed, p.sentence(err)
		if errors.As(err, new(usageError)) {
			r.Code = misasked
		}
	}
	return r
}

// refused writes to the audit log what the rules of who may do what refused.
func (p *place) refused(ctx context.Context, err error) {
	var problems crm.Problems
	if !errors.As(err, &problems) {
		return
	}
	for _, e := range problems {
		if e.Act == "" {
			continue
		}
		// That it could not be written changes nothing of what is told.
		_ = p.update(ctx, func(tx store.Tx, by auth.By) error {
			entry := by.Entry(crm.AuditRefused)
			entry.Act, entry.Subject = e.Act, p.texts.Error(e)
			return tx.PutAudit(entry)
		})
	}
}

// result is what a task printed, and why it failed.
type result struct {
	Out   string `json:"out"`
	Error string `json:"error,omitempty"`
	Code  int    `json:"code"`
}

// tell prints the result, and who did it.
func (r result) tell(s *surroundings, who string) error {
	fmt.Fprint(s.out, r.Out)
	switch r.Code {
	case 0:
		_, err := fmt.Fprintln(s.out, who)
		return err
	case misasked:
		return usageError(r.Error)
	}
	return errors.New(r.Error)
}

// folderFlags are those of every command that works in a data folder.
type folderFlags struct {
	Data string `env:"VERKOOP_DATA" required:"" placeholder:"FOLDER" help:"Folder that keeps the data."`
	clockFlags
}

// patience is how long a folder may be in use by somebody who can't be asked: one
// that is just starting, or does something short.
const patience = 5 * time.Second

// carryOut does the task in the Verkoop that runs on the folder, or in the folder
// itself where none does, and tells what came of it.
func (s *surroundings) carryOut(f folderFlags, name string, t task) error {
	r, who, err := s.have(f, name, t)
	if err != nil {
		return err
	}
	return r.tell(s, who)
}

// have lets the task be done like carryOut, and returns what came of it and who
// did it.
func (s *surroundings) have(f folderFlags, name string, t task) (r result, who string, err error) {
	now, err := f.clock()
	if err != nil {
		return r, "", err
	}
	if f.Data == "" {
		return r, "", usageError("no data folder was given; choose one with --data")
	}
	if !hasData(f.Data) {
		return r, "", fmt.Errorf("there is no data in the folder %q; begin with verkoop serve --data %s", f.Data, f.Data)
	}
	bundle, err := locales.Load()
	if err != nil {
		return r, "", err
	}
	until := time.Now().Add(patience)
	for {
		r, err := ask(s, f.Data, name, t, maxWait)
		if err == nil {
			return r, "Done by the running Verkoop.", nil
		}
		if !errors.Is(err, errNobody) {
			return r, "", err
		}
		data, err := openStore(f.Data, now, quiet())
		if err == nil {
			p := &place{store: data, now: now, newID: f.ids(), base: "http://" + defaultListen, texts: bundle.For(locales.EN)}
			r := p.carry(s, t)
			return r, "Done in the folder; no Verkoop was running.", data.Close()
		}
		if !errors.As(err, new(inUse)) {
			return r, "", err
		}
		if time.Now().After(until) {
			return r, "", fmt.Errorf("the data folder %s is in use by another Verkoop, which can't be asked to do this; stop that one first", f.Data)
		}
		select {
		case <-s.Done():
			return r, "", errors.New("it was stopped before it was done")
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// hasData tells that somebody has set the folder up.
func hasData(dir string) bool {
	_, err := os.Stat(dir + string(os.PathSeparator) + manifest)
	return !errors.Is(err, os.ErrNotExist)
}
