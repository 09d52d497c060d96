package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"

	"verkoop/auth"
)

// conn is a browser's connection, as lean as can be: what it costs is measured
// with the server's share.
type conn struct {
	net.Conn
	read   *bufio.Reader
	signed []byte // headers of who is signed in, which each request gets
	out    []byte
	head   []byte // of the last answer, when keepHead
	body   []byte // of the last answer
	keep   bool   // keep the head
	status int
}

// dial connects as the user whose session the token is; empty: as nobody.
func dial(address, token string) (*conn, error) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	out := &conn{Conn: c, read: bufio.NewReaderSize(c, 32<<10)}
	if token != "" {
		out.signed = fmt.Appendf(nil, "Cookie: session=%s\r\nX-CSRF-Token: %s\r\n", token, auth.CSRF(token))
	}
	return out, nil
}

var contentLength = []byte("Content-Length: ")

// do sends the request and reads the answer, which is good until the next one.
func (c *conn) do(request []byte) error {
	line := bytes.IndexByte(request, '\n') + 1
	c.out = append(append(append(c.out[:0], request[:line]...), c.signed...), request[line:]...)
	if _, err := c.Write(c.out); err != nil {
		return err
	}
	c.status, c.head = 0, c.head[:0]
	length := 0
	for {
		line, err := c.read.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if c.keep {
			c.head = append(c.head, line...)
		}
		if c.status == 0 {
			if len(line) < 12 {
				return fmt.Errorf("answer begins with %q", line)
			}
			if c.status, err = strconv.Atoi(string(line[9:12])); err != nil {
				return err
			}
		} else if value, ok := bytes.CutPrefix(line, contentLength); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	if cap(c.body) < length {
		c.body = make([]byte, length*2)
	}
	c.body = c.body[:length]
	_, err := io.ReadFull(c.read, c.body)
	return err
}

// ok does the request and wants status 200.
func (c *conn) ok(request []byte) error {
	if err := c.do(request); err != nil {
		return err
	}
	if c.status != 200 {
		line, _, _ := bytes.Cut(request, []byte("\r\n"))
		return fmt.Errorf("%s: status %d: %.300s", line, c.status, c.body)
	}
	return nil
}

// Headers that requests have beside the ones every request has.
const (
	fragment = "HX-Request: true\r\nHX-Request-Type: partial\r\n"
	zipped   = "Accept-Encoding: gzip, deflate, br, zstd\r\n"
)

func get(path, headers string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
}

func send(to []byte, method, path, headers string, form []byte) []byte {
	to = append(to, method+" "+path+" HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"...)
	to = append(to, headers...)
	to = append(to, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "...)
	to = strconv.AppendInt(to, int64(len(form)), 10)
	to = append(to, "\r\n\r\n"...)
	return append(to, form...)
}
