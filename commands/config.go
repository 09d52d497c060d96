package commands

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"verkoop/auth"
	"verkoop/config"
	"verkoop/crm"
	"verkoop/store"
)

type configCommands struct {
	Export configExport `cmd:"" help:"Write the company's sale types, stages, guides, lists and currencies as a file that people can read and change."`
	Import configImport `cmd:"" help:"Give the company what such a file says. What the file does not name stays as it is."`
}

type configExport struct {
	folderFlags `json:"-"`
	File        string `arg:"" optional:"" json:"-" help:"File to write; one that is there already is left alone. Without it, or with -: the screen."`
}

// Run writes the file here: who is asked may be another user, elsewhere.
func (c *configExport) Run(s *surroundings) error {
	screen := c.File == "" || c.File == "-"
	if !screen {
		if _, err := os.Lstat(c.File); err == nil {
			return fmt.Errorf("the file %s is there already; choose another name", c.File)
		}
	}
	r, who, err := s.have(c.folderFlags, "config export", c)
	if err != nil {
		return err
	}
	if r.Code != 0 {
		return r.tell(s, who)
	}
	if screen { // so that it can be led into a file
		fmt.Fprint(s.out, r.Out)
		_, err := fmt.Fprintln(s.err, who)
		return err
	}
	if err := writeNew(c.File, r.Out); err != nil {
		return err
	}
	return result{Out: fmt.Sprintf("The setup was written to %s.\n", c.File)}.tell(s, who)
}

// writeNew makes the file with the text, or no file.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("the file %s can't be written: %w", path, err)
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
		return fmt.Errorf("the file %s can't be written: %w", path, err)
	}
	return nil
}

func (c *configExport) do(ctx context.Context, p *place) error {
	return p.store.View(ctx, func(tx store.ReadTx) error {
		setup, err := tx.Setup()
		if err != nil {
			return err
		}
		return config.Write(*setup, p.out)
	})
}

type configImport struct {
	folderFlags `json:"-"`
	File        string `arg:"" json:"-" help:"File to read; - for what is typed or led in."`
	Retire      bool   `help:"Take what the file does not name out of what can be chosen. It stays readable where it is used."`
	Text        string `kong:"-"` // what the file says
}

// maxSetup bounds the file.
const maxSetup = 512 << 10

// Run reads the file here: who is asked may be another user, elsewhere.
func (c *configImport) Run(s *surroundings) (err error) {
	var file io.ReadCloser = os.Stdin
	if c.File != "-" {
		if file, err = os.Open(c.File); err != nil {
			return fmt.Errorf("the file %s can't be read: %w", filepath.Clean(c.File), err)
		}
		defer file.Close()
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSetup+1))
	if err != nil {
		return fmt.Errorf("the file %s can't be read: %w", filepath.Clean(c.File), err)
	}
	if len(text) > maxSetup {
		return fmt.Errorf("the file %s is too large to be a setup", filepath.Clean(c.File))
	}
	c.Text = string(text)
	return s.carryOut(c.folderFlags, "config import", c)
}

func (c *configImport) do(ctx context.Context, p *place) error {
	file, err := config.ReadPart(bytes.NewReader([]byte(c.Text)))
	if err != nil {
		return err
	}
	var changes []crm.SetupChange
	err = p.update(ctx, func(tx store.Tx, by auth.By) error {
		now, err := tx.Setup()
		if err != nil {
			return err
		}
		after, err := config.Merge(now, file, crm.DateOf(by.At), c.Retire)
		if err != nil {
			return err
		}
		changes, err = config.Save(tx, by.Entry, after)
		return err
	})
	if err != nil {
		return err
	}
	if p.wake != nil {
		p.wake()
	}
	if len(changes) == 0 {
		p.sayf("Nothing had to be changed: the company has all of it already.")
		return nil
	}
	for _, change := range changes {
		what := p.texts.T("settings.part." + string(change.Part))
		if name := p.texts.Words(change.Name); name != "" {
			what += fmt.Sprintf(" %q", name)
		}
		var fields []string
		if change.Kind == crm.AuditSettingChanged {
			for _, f := range change.Facts {
				fields = append(fields, inSentence(p.texts.T("form.setup."+string(f.Field)+".label")))
			}
		}
		p.sayf("%s: %s", p.texts.T("audit."+string(change.Kind)), strings.Join(append([]string{what}, fields...), ", "))
	}
	return nil
}

// inSentence is a label as it stands within a sentence.
func inSentence(label string) string {
	first, size := utf8.DecodeRuneInString(label)
	return string(unicode.ToLower(first)) + label[size:]
}
