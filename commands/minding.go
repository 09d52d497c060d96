package commands

import (
	"crypto/tls"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// minding is a listener that minds the connections on which nothing was asked yet.
// Browsers open some in advance; the server takes them for requests that go on, and
// would wait for those when it stops. Closing the listener closes them as well.
type minding struct {
	net.Listener
	mu     sync.Mutex
	silent map[*mindedConn]bool
	closed bool
}

func mind(ln net.Listener) *minding {
	return &minding{Listener: ln, silent: map[*mindedConn]bool{}}
}

func (l *minding) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	m := &mindedConn{Conn: c, of: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		c.Close()
	} else {
		l.silent[m] = true
	}
	if t, ok := c.(*tls.Conn); ok {
		return &mindedTLS{m, t}, nil
	}
	return m, nil
}

func (l *minding) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for c := range l.silent {
		c.shut.Store(true)
		c.Conn.Close()
	}
	clear(l.silent)
	return l.Listener.Close()
}

// mindedConn is silent until something was read from it.
type mindedConn struct {
	net.Conn
	of    *minding
	heard sync.Once
	shut  atomic.Bool
}

func (c *mindedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.heard.Do(c.forget)
	if n == 0 && c.shut.Load() {
		err = io.EOF // as if the browser had closed it: no request has failed
	}
	return n, err
}

func (c *mindedConn) Close() error {
	c.heard.Do(c.forget)
	return c.Conn.Close()
}

func (c *mindedConn) forget() {
	c.of.mu.Lock()
	defer c.of.mu.Unlock()
	delete(c.of.silent, c)
}

// mindedTLS is one over TLS, as the server knows it.
type mindedTLS struct {
	*mindedConn
	tls *tls.Conn
}

func (c *mindedTLS) Handshake() error                     { return c.tls.Handshake() }
func (c *mindedTLS) ConnectionState() tls.ConnectionState { return c.tls.ConnectionState() }
