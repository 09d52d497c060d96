package commands

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"syscall"
	"testing"
)

func TestAddressIsOneThatABrowserCanOpen(t *testing.T) {
	for listen, want := range map[string]string{"127.0.0.1:0": "http://127.0.0.1:", ":0": "http://localhost:", "0.0.0.0:0": "http://localhost:"} {
		ln, err := net.Listen("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		if got := address("http", ln); !strings.HasPrefix(got, want) || strings.HasSuffix(got, ":0") {
			t.Errorf("%s: %s", listen, got)
		}
		ln.Close()
	}
}

func TestTheAddressOfBrowsers(t *testing.T) {
	for given, want := range map[string]string{
		"": "otherwise", "https://sales.company.test": "https://sales.company.test", "http://10.0.0.1:8080/": "http://10.0.0.1:8080",
		"https://[2001:db8::1]:8443": "https://[2001:db8::1]:8443", "HTTPS://sales.company.test": "https://sales.company.test",
		"sales.company.test": "", "sales.company.test:443": "", "ftp://sales.company.test": "", "https://": "", "https://:443": "",
		"https://sales.company.test/crm": "", "https://sales.company.test?a=b": "", "https://sales.company.test#a": "",
		"https://anna@sales.company.test": "", "https://sales company.test": "", "javascript:alert(1)": "",
	} {
		got, err := addressFlag{given}.base("otherwise")
		if got != want || (err == nil) != (want != "") || err != nil && !errors.As(err, new(usageError)) {
			t.Errorf("%q: %q %v, want %q", given, got, err, want)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	for given, want := range map[string]string{
		"": "[]", " , ,": "[]", "10.0.0.1": "[10.0.0.1/32]", "10.1.2.3/8": "[10.0.0.0/8]", "::1": "[::1/128]", "2001:db8::7/32": "[2001:db8::/32]",
		"::ffff:10.0.0.1": "[10.0.0.1/32]", "::ffff:10.1.2.3/104": "[10.0.0.0/8]", "127.0.0.1, ::1 ,10.0.0.0/8": "[127.0.0.1/32 ::1/128 10.0.0.0/8]",
		"0.0.0.0/0": "[0.0.0.0/0]",
		"10.0.0":    "", "10.0.0.0/33": "", "10.0.0.1:80": "", "proxy.test": "", "fe80::1%eth0": "", "10.0.0.0/": "", "10.0.0.0/-1": "", "*": "",
	} {
		got, err := networks(strings.Split(given, ","))
		if want == "" {
			if !errors.As(err, new(usageError)) {
				t.Errorf("%q was taken as %v: %v", given, got, err)
			}
		} else if fmt.Sprint(got) != want || err != nil {
			t.Errorf("%q: %v %v, want %s", given, got, err, want)
		}
	}
}

// The audit log has the address of who failed to sign in.
func TestProxiesAreBelievedWhereTheyAreTrusted(t *testing.T) {
	t.Parallel()
	for proxies, believed := range map[string]bool{"": false, "192.0.2.0/24,127.0.0.1": true} {
		s := start(t, verkoop(t, []string{"VERKOOP_TRUSTED_PROXIES=" + proxies}, "demo", "--listen", "127.0.0.1:0"))
		s.forwarded = "203.0.113.9"
		if res := s.trySignIn("admin@demo.test", "not the password"); res.StatusCode != 401 {
			t.Errorf("%s: %s", proxies, res.Status)
		}
		s.signIn("admin@demo.test", "demo-verkoop")
		if got := strings.Contains(s.page("/settings/audit").Text(), "203.0.113.9"); got != believed {
			t.Errorf("with %q: believed is %v", proxies, got)
		}
		s.stop(syscall.SIGTERM)
	}
}

func TestAWarningThatPasswordsTravelUnencrypted(t *testing.T) {
	files := pair(t, t.TempDir(), "one.test")
	for name, c := range map[string]struct {
		flags serverFlags
		warns bool
	}{
		"this machine only": {serverFlags{Listen: "127.0.0.1:0"}, false},
		"a name of it":      {serverFlags{Listen: "localhost:0"}, false},
		"every address":     {serverFlags{Listen: ":0"}, true},
		"of version 4":      {serverFlags{Listen: "0.0.0.0:0"}, true},
		"by https":          {serverFlags{Listen: ":0", tlsFlags: files}, false},
		"behind a proxy":    {serverFlags{Listen: ":0", TrustedProxies: []string{"192.0.2.1"}}, false},
	} {
		var log bytes.Buffer
		e, err := c.flags.open(slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		e.Close()
		if got := strings.Contains(log.String(), "passwords travel unencrypted"); got != c.warns || got != (log.Len() > 0) {
			t.Errorf("%s: it says %q", name, &log)
		}
	}
}
