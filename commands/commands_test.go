package commands

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dgraph-io/badger/v4"
)

func TestMistakesAreToldInOneSentence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no command":                {nil, 2, `expected one of "demo", "serve"`},
		"an unknown command":        {[]string{"serv"}, 2, `did you mean one of "serve"`},
		"an unknown flag":           {[]string{"demo", "--lisen", "x"}, 2, `unknown flag --lisen`},
		"no data folder":            {[]string{"serve"}, 2, "--data"},
		"an empty folder name":      {[]string{"serve", "--data", ""}, 2, "--data"},
		"an unknown zone":           {[]string{"demo", "--zone", "Mars/Olympus"}, 2, `no time zone "Mars/Olympus"`},
		"an address with a path":    {[]string{"demo", "--address", "https://company.test/crm"}, 2, "is not an address of browsers"},
		"an address without a name": {[]string{"demo", "--address", "company.test"}, 2, "is not an address of browsers"},
		"half a proxy":              {[]string{"demo", "--trusted-proxy", "10.0.0.0/33"}, 2, `"10.0.0.0/33" is not the network address`},
		"a proxy with a port":       {[]string{"demo", "--trusted-proxy", "10.0.0.1:80"}, 2, `"10.0.0.1:80" is not the network address`},
		"a certificate only":        {[]string{"demo", "--tls-cert", file}, 2, "both --tls-cert and --tls-key"},
		"a key only":                {[]string{"demo", "--tls-key", file}, 2, "both --tls-cert and --tls-key"},
		"no certificate there":      {[]string{"demo", "--tls-cert", file + "-1", "--tls-key", file}, 1, "there is no file " + file + "-1"},
		"an empty certificate":      {[]string{"demo", "--tls-cert", file, "--tls-key", file}, 1, "can't be used"},
		"users of nothing":          {[]string{"user", "list", "--data", t.TempDir()}, 1, "no data"},
		"users of a file":           {[]string{"user", "list", "--data", file}, 1, "is not a folder"},
		"a user without a name":     {[]string{"user", "add", "a@b.test", "--data", file}, 2, "--name"},
		"a user without a folder":   {[]string{"user", "list"}, 2, "--data"},
		"too few sales":             {[]string{"demo", "--sales", "7"}, 2, "--sales is a number from 60 to 2000000"},
		"an unknown level":          {[]string{"demo", "--log-level", "loud"}, 2, `"loud"`},
		"no address":                {[]string{"demo", "--listen", "nonsense"}, 2, `"nonsense" is not an address`},
		"no port":                   {[]string{"demo", "--listen", "127.0.0.1:99999"}, 2, "is not an address"},
		"another machine's address": {[]string{"demo", "--listen", "192.0.2.1:0"}, 1, "does not have the address 192.0.2.1:0"},
		"a file as folder":          {[]string{"serve", "--listen", "127.0.0.1:0", "--data", file}, 1, "is not a folder"},
		"a folder in a file":        {[]string{"serve", "--listen", "127.0.0.1:0", "--data", file + "/data"}, 1, "is not a folder"},
		"somebody else's folder":    {[]string{"serve", "--listen", "127.0.0.1:0", "--data", filepath.Dir(file)}, 1, "holds other files"},
		"a folder that can't be":    {[]string{"serve", "--listen", "127.0.0.1:0", "--data", "/proc/nothing"}, 1, "can't be made"},
		"nothing to check":          {[]string{"check", "--data", t.TempDir()}, 1, "no data"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := outcome(t, verkoop(t, nil, c.args...))
			if code != c.code || stdout != "" {
				t.Errorf("exit code %d, want %d; stdout %q", code, c.code, stdout)
			}
			oneSentence(t, stderr, c.says)
		})
	}
}

func TestHelpSaysWhatThereIs(t *testing.T) {
	for args, says := range map[string][]string{
		"--help":          {"demo", "serve", "user", "session", "check", "version"},
		"user --help":     {"add", "list", "password", "disable", "enable", "log-in link"},
		"user add --help": {"--data", "--name", "--role", "--group", "--language", "--address", "VERKOOP_ADDRESS"},
		"demo --help":     {"--listen", "VERKOOP_LISTEN", "--zone", "VERKOOP_ZONE", "--log-level", "127.0.0.1:8080"},
		"serve --help": {"--data", "VERKOOP_DATA", "--listen", "--zone", "VERKOOP_LOG_LEVEL", "--tls-cert", "VERKOOP_TLS_CERT",
			"--tls-key", "VERKOOP_TLS_KEY", "--trusted-proxy", "VERKOOP_TRUSTED_PROXIES", "--address", "VERKOOP_ADDRESS"},
	} {
		code, stdout, stderr := outcome(t, verkoop(t, nil, strings.Fields(args)...))
		if code != 0 || stderr != "" {
			t.Errorf("%s: exit code %d, stderr %q", args, code, stderr)
		}
		for _, s := range says {
			if !strings.Contains(stdout, s) {
				t.Errorf("%s does not say %q:\n%s", args, s, stdout)
			}
		}
		if strings.Contains(stdout, "fixed") {
			t.Errorf("%s shows what is for tests only", args)
		}
	}
}

func TestVersion(t *testing.T) {
	code, stdout, _ := outcome(t, verkoop(t, nil, "version"))
	if code != 0 || !strings.HasPrefix(stdout, "Verkoop ") || !strings.Contains(stdout, "go1.") {
		t.Errorf("%d: %q", code, stdout)
	}
}

func TestATakenPort(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	code, _, stderr := outcome(t, verkoop(t, nil, "demo", "--listen", ln.Addr().String()))
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	oneSentence(t, stderr, "another program already uses the address "+ln.Addr().String())
}

func TestAFlagGoesBeforeTheEnvironment(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	variables := []string{"VERKOOP_LISTEN=" + taken.Addr().String(), "VERKOOP_ZONE="}
	_, _, stderr := outcome(t, verkoop(t, variables, "demo"))
	oneSentence(t, stderr, taken.Addr().String()) // the environment before the default
	start(t, verkoop(t, variables, "demo", "--listen", "127.0.0.1:0")).stop(os.Interrupt)
}

func TestAFolderThatMayNotBeWritten(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := outcome(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	oneSentence(t, stderr, "may not write in the data folder "+dir)
}

func TestOneProcessToAFolder(t *testing.T) {
	dir := t.TempDir()
	s := start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"check"}} {
		code, _, stderr := outcome(t, verkoop(t, nil, append(args, "--data", dir)...))
		if code != 1 {
			t.Errorf("exit code %d", code)
		}
		oneSentence(t, stderr, "is in use by another Verkoop")
	}
	s.has("/login", "Verkoop")
	s.stop(syscall.SIGTERM)
}

func TestDataOfANewerVersion(t *testing.T) {
	dir := t.TempDir()
	start(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir)).stop(syscall.SIGTERM)
	makeNewer(t, dir)
	code, _, stderr := outcome(t, verkoop(t, nil, "serve", "--listen", "127.0.0.1:0", "--data", dir))
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	oneSentence(t, stderr, "newer version")
}

// makeNewer raises the format that the engine keeps of its data: the one record
// with a secret.
func makeNewer(t *testing.T, dir string) {
	t.Helper()
	db, err := badger.Open(badger.DefaultOptions(dir).WithLogger(nil))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found := 0
	err = db.Update(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.DefaultIteratorOptions)
		defer it.Close()
		for it.Rewind(); it.Valid(); it.Next() {
			value, err := it.Item().ValueCopy(nil)
			if err != nil {
				return err
			}
			var format map[string]any
			if json.Unmarshal(value, &format) != nil || format["secret"] == nil {
				continue
			}
			found++
			format["version"] = 1_000_000
			if value, err = json.Marshal(format); err != nil {
				return err
			}
			if err := txn.Set(it.Item().KeyCopy(nil), value); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || found != 1 {
		t.Fatalf("%d formats found: %v", found, err)
	}
}
