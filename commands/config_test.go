package commands

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestTheSetupGoesFromOneCompanyToAnother tells one story twice: beside a server,
// and in the folder.
func TestTheSetupGoesFromOneCompanyToAnother(t *testing.T) {
	for name, who := range map[string]string{"beside a server": besides, "in the folder": offline} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			dir, file := filepath.Join(folder, "data"), filepath.Join(folder, "setup.toml")
			s := start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir, "--zone", "UTC"))
			s.setUp()
			if who == offline {
				s.stop(syscall.SIGTERM)
			}
			if said := did(t, "config", "export", file, "--data", dir); said != "The setup was written to "+file+".\n"+who {
				t.Errorf("it says %q", said)
			}
			refused(t, 1, "is there already", "config", "export", file, "--data", dir)
			text, err := os.ReadFile(file)
			if err != nil || !strings.Contains(string(text), "id = \"new-customer\"") {
				t.Fatalf("%.300s, error %v", text, err)
			}
			for _, screen := range [][]string{nil, {"-"}} {
				export := append([]string{"config", "export", "--data", dir}, screen...)
				if code, stdout, stderr := outcome(t, verkoop(t, nil, export...)); code != 0 || stdout != string(text) || stderr != who {
					t.Errorf("on the screen %q: code %d, stderr %q, and other than in the file: %t", screen, code, stderr, stdout != string(text))
				}
			}
			again := "Nothing had to be changed: the company has all of it already.\n" + who
			if said := did(t, "config", "import", file, "--data", dir); said != again {
				t.Errorf("it says %q", said)
			}

			change := func(old, new string) {
				t.Helper()
				changed := strings.Replace(string(text), old, new, 1)
				if changed == string(text) {
					t.Fatalf("the file has no %q", old)
				}
				if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			change("probability = 80", "probability = 101")
			refused(t, 1, `Stage "closing", probability: Enter a whole percentage from 0 to 100.`, "config", "import", file, "--data", dir)
			change("probability = 80", "chance = 80")
			refused(t, 1, "unknown key: stages.chance", "config", "import", file, "--data", dir)
			change(`en = "Closing"`, `en = ""`)
			refused(t, 1, `Stage "closing", name in English: Enter the English name.`, "config", "import", file, "--data", dir)

			change(`en = "Closing"`, `en = "Final"`)
			if said := did(t, "config", "import", file, "--data", dir); said != "Setting changed: Stage \"Final\", name in English\n"+who {
				t.Errorf("it says %q", said)
			}
			if said := did(t, "config", "import", file, "--data", dir); said != again {
				t.Errorf("it says %q", said)
			}
			own := filepath.Join(folder, "own.toml")
			if err := os.WriteFile(own, []byte("[[lists.sources]]\nid = \"radio\"\nname = { nl = \"Radio\", en = \"Radio\" }\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if said := did(t, "config", "import", own, "--data", dir); said != "Setting added: Source \"Radio\"\n"+who {
				t.Errorf("it says %q", said)
			}
			if said := did(t, "config", "import", file, "--retire", "--data", dir); said != "Setting deleted: Source \"Radio\"\n"+who {
				t.Errorf("it says %q", said)
			}
			if who == offline {
				client := s.client
				s = start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir, "--zone", "UTC"))
				s.client = client
			}
			s.has("/settings/stages", "Final")
			s.has("/settings/audit", "Opdrachtregel")
			s.stop(syscall.SIGTERM)
		})
	}
}

func TestSetupsThatCantBeRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	dir := filepath.Join(folder, "data")
	refused(t, 1, "there is no data in the folder", "config", "export", "--data", dir)
	start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)).stop(syscall.SIGTERM)
	refused(t, 1, "can't be read", "config", "import", filepath.Join(folder, "nothing.toml"), "--data", dir)
	refused(t, 1, "can't be written", "config", "export", filepath.Join(folder, "no", "folder.toml"), "--data", dir)
	large := filepath.Join(folder, "large.toml")
	if err := os.WriteFile(large, []byte(strings.Repeat("# \"\n", maxSetup/4+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, 1, "too large", "config", "import", large, "--data", dir)
	if err := os.WriteFile(large, []byte(strings.Repeat("# \"\n", maxSetup/4-1)), 0o600); err != nil {
		t.Fatal(err)
	}
	did(t, "config", "import", large, "--data", dir) // says nothing, and is as large as it may be
}
