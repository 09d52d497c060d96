package commands

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// pair writes a certificate and its key for a name, and returns the files.
func pair(t *testing.T, dir, name string) tlsFlags {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	f := tlsFlags{filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")}
	write(t, f.TLSCert, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})))
	write(t, f.TLSKey, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	return f
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// nameAt is the name in the certificate that a server shows.
func nameAt(t *testing.T, address string) string {
	t.Helper()
	c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	return c.ConnectionState().PeerCertificates[0].Subject.CommonName
}

func TestServingHTTPS(t *testing.T) {
	t.Parallel()
	dir, files := t.TempDir(), t.TempDir()
	f := pair(t, files, "one.test")
	s := start(t, verkoop(t, []string{"VERKOOP_TLS_CERT=" + f.TLSCert}, "serve", "--listen", "127.0.0.1:0", "--data", dir, "--tls-key", f.TLSKey))
	if !strings.HasPrefix(s.hello, "Verkoop is open at https://127.0.0.1:") {
		t.Errorf("it says %q", s.hello)
	}
	s.setUp()
	s.has("/sales", "Verkopen")
	res, err := s.client.Get(s.url + "/sales")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.TLS == nil || res.TLS.Version < tls.VersionTLS12 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("TLS %+v, headers %v", res.TLS, res.Header)
	}
	if said := did(t, "user", "password", adminEmail, "--data", dir); !strings.Contains(said, " "+s.url+"/password/") {
		t.Error(said)
	}
	at := strings.TrimPrefix(s.url, "https://")
	if _, err := tls.Dial("tcp", at, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 was taken")
	}

	// Who comes by plain http is told.
	res, err = http.Post("http://"+at+"/login", "text/plain", strings.NewReader(strings.Repeat("x", 10_000)))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != http.StatusBadRequest || string(body) != hint {
		t.Errorf("by plain http: %s %q", res.Status, body)
	}

	// A new certificate is taken without a stop.
	if got := nameAt(t, at); got != "one.test" {
		t.Errorf("the certificate is of %s", got)
	}
	pair(t, files, "two.test")
	for until := time.Now().Add(10 * time.Second); nameAt(t, at) != "two.test"; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("the new certificate is not taken\n%s", s.stderr)
		}
	}
	s.stop(syscall.SIGTERM)
}

// A connection that says nothing does not keep others waiting.
func TestASilentConnectionByHTTPS(t *testing.T) {
	t.Parallel()
	f := pair(t, t.TempDir(), "one.test")
	s := start(t, verkoop(t, nil, "serve", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--tls-cert", f.TLSCert, "--tls-key", f.TLSKey))
	c, err := net.Dial("tcp", strings.TrimPrefix(s.url, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s.has("/login", "Verkoop")
	s.client.CloseIdleConnections()
	c.Close()
	s.stop(syscall.SIGTERM)
}

func TestACertificateFollowsItsFiles(t *testing.T) {
	dir := t.TempDir()
	f := pair(t, dir, "one.test")
	var log bytes.Buffer
	c, err := openCertificate(f, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	name := func() string {
		t.Helper()
		got, err := c.config().GetCertificate(nil)
		if err != nil {
			t.Fatal(err)
		}
		return got.Leaf.Subject.CommonName
	}
	pair(t, dir, "two.test")
	if got := name(); got != "one.test" {
		t.Errorf("within %v: %s", c.every, got)
	}
	c.every = 0
	if got := name(); got != "two.test" {
		t.Errorf("afterwards: %s", got)
	}

	// Half a new pair can't be used; nor can one that is gone.
	key, _ := os.ReadFile(f.TLSKey)
	log.Reset()
	pair(t, dir, "three.test")
	newKey, _ := os.ReadFile(f.TLSKey)
	write(t, f.TLSKey, string(key))
	for range 3 {
		if got := name(); got != "two.test" {
			t.Errorf("with the wrong key: %s", got)
		}
	}
	if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "does not belong to the certificate") {
		t.Errorf("it says\n%s", &log)
	}
	log.Reset()
	os.Remove(f.TLSKey)
	for range 3 {
		if got := name(); got != "two.test" {
			t.Errorf("without a key: %s", got)
		}
	}
	if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "there is no file") {
		t.Errorf("it says\n%s", &log)
	}
	write(t, f.TLSKey, string(newKey))
	if got := name(); got != "three.test" {
		t.Errorf("with its own key: %s", got)
	}
}

func TestWrongFilesForHTTPS(t *testing.T) {
	one, two := pair(t, t.TempDir(), "one.test"), pair(t, t.TempDir(), "two.test")
	text := filepath.Join(t.TempDir(), "text")
	write(t, text, "no certificate")
	for name, c := range map[string]struct {
		files tlsFlags
		says  string
	}{
		"no certificate":      {tlsFlags{text + "-1", one.TLSKey}, "there is no file " + text + "-1 for https"},
		"no key":              {tlsFlags{one.TLSCert, text + "-1"}, "there is no file " + text + "-1 for https"},
		"a folder":            {tlsFlags{filepath.Dir(text), one.TLSKey}, "can't be read"},
		"text as certificate": {tlsFlags{text, one.TLSKey}, "the certificate in " + text + " and the key in " + one.TLSKey + " can't be used: "},
		"text as key":         {tlsFlags{one.TLSCert, text}, "can't be used: "},
		"exchanged":           {tlsFlags{one.TLSKey, one.TLSCert}, "can't be used: "},
		"another's key":       {tlsFlags{one.TLSCert, two.TLSKey}, "the key in " + two.TLSKey + " does not belong to the certificate in " + one.TLSCert},
	} {
		_, err := openCertificate(c.files, quiet())
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "tls:") {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused(t, 1, "does not belong to the certificate", "demo", "--listen", "127.0.0.1:0", "--tls-cert", one.TLSCert, "--tls-key", two.TLSKey)
}
