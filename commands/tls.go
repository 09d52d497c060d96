package commands

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// tlsFlags name the files of a certificate; both are given, or none.
type tlsFlags struct {
	TLSCert string `name:"tls-cert" env:"VERKOOP_TLS_CERT" placeholder:"FILE" help:"Serve https with the certificate (and those between it and the authority) in this PEM file, which is read anew when it changes."`
	TLSKey  string `name:"tls-key" env:"VERKOOP_TLS_KEY" placeholder:"FILE" help:"The PEM file with the key of the certificate."`
}

func (f tlsFlags) given() bool { return f.TLSCert != "" }

func (f tlsFlags) check() error {
	if (f.TLSCert == "") != (f.TLSKey == "") {
		return usageError("a certificate and its key go together; give both --tls-cert and --tls-key, or neither")
	}
	return nil
}

// look is how often the files are looked at, at most.
const look = 2 * time.Second

// certificate is the one to serve with; it follows its files.
type certificate struct {
	files tlsFlags
	log   *slog.Logger
	every time.Duration

	mu     sync.Mutex
	now    *tls.Certificate
	marks  [2]mark // of the files that were read last
	looked time.Time
	told   string // of files that could not be used
}

// mark tells whether a file is still the same.
type mark struct {
	changed time.Time
	size    int64
}

// openCertificate reads the files; its errors are sentences.
func openCertificate(files tlsFlags, log *slog.Logger) (*certificate, error) {
	c := &certificate{files: files, log: log, every: look, looked: time.Now()}
	var err error
	if c.marks, err = c.mark(); err != nil {
		return nil, err
	}
	c.now, err = c.load()
	return c, err
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.get(), nil },
	}
}

// get is the certificate of now. Where the files have changed it is that of the new
// ones, if they can be used: those being written can't be for a moment.
func (c *certificate) get() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) < c.every {
		return c.now
	}
	c.looked = time.Now()
	marks, err := c.mark()
	if err == nil && marks == c.marks {
		return c.now
	}
	var renewed *tls.Certificate
	if err == nil {
		renewed, err = c.load()
	}
	if err == nil {
		c.now, c.marks, c.told = renewed, marks, ""
		c.log.Info("new certificate read", "file", c.files.TLSCert)
	} else if told := fmt.Sprint(marks, err); told != c.told {
		c.told = told
		c.log.Error("the former certificate stays in use", "reason", err)
	}
	return c.now
}

func (c *certificate) mark() (marks [2]mark, err error) {
	for i, name := range []string{c.files.TLSCert, c.files.TLSKey} {
		info, err := os.Stat(name)
		if err != nil {
			return [2]mark{}, unreadable(name, err)
		}
		marks[i] = mark{info.ModTime(), info.Size()}
	}
	return marks, nil
}

func (c *certificate) load() (*tls.Certificate, error) {
	cert, err := os.ReadFile(c.files.TLSCert)
	if err != nil {
		return nil, unreadable(c.files.TLSCert, err)
	}
	key, err := os.ReadFile(c.files.TLSKey)
	if err != nil {
		return nil, unreadable(c.files.TLSKey, err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err == nil {
		return &pair, nil
	}
	reason := strings.TrimPrefix(err.Error(), "tls: ")
	if strings.Contains(reason, "does not match") {
		return nil, fmt.Errorf("the key in %s does not belong to the certificate in %s", c.files.TLSKey, c.files.TLSCert)
	}
	return nil, fmt.Errorf("the certificate in %s and the key in %s can't be used: %s", c.files.TLSCert, c.files.TLSKey, reason)
}

func unreadable(name string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no file %s for https", name)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("this user may not read the file %s for https", name)
	}
	return fmt.Errorf("the file %s for https can't be read: %w", name, err)
}

// hinting tells browsers that come by plain http to come by https.
type hinting struct{ net.Listener }

func (l hinting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &hintingConn{Conn: c}, nil
}

type hintingConn struct {
	net.Conn
	begun bool
}

const hint = "This address speaks https: write https:// before it.\n"

// Read answers what begins like a request of plain http; TLS begins with 0x16.
func (c *hintingConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.begun || n == 0 {
		return n, err
	}
	if c.begun = true; b[0] < 'A' || b[0] > 'Z' {
		return n, err
	}
	fmt.Fprintf(c.Conn, "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", len(hint), hint)
	// What comes after must be read, or the connection breaks before the hint arrives.
	c.Conn.SetReadDeadline(time.Now().Add(time.Second))
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	io.Copy(io.Discard, io.LimitReader(c.Conn, 64<<10))
	return 0, errors.New("plain http on the port for https")
}
