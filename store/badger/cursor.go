package badger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"verkoop/store"
)

// place is what a cursor holds: where to go on from, and whether backwards. No
// past is the end that reading so begins at.
type place struct {
	back bool
	past []byte
}

const cursorSeal = 8 // bytes

// cursor makes the place opaque and ties it to the list.
func (s *Store) cursor(l store.SaleList, p place) store.Cursor {
	body := append([]byte{0}, p.past...)
	if p.back {
		body[0] = 1
	}
	return store.Cursor(base64.RawURLEncoding.EncodeToString(append(s.seal(l, body), body...)))
}

// openCursor returns the place, or store.ErrCursor where the cursor was made for
// another list, or not here.
func (s *Store) openCursor(l store.SaleList, c store.Cursor) (place, error) {
	if c == "" {
		return place{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil || len(b) <= cursorSeal || !hmac.Equal(b[:cursorSeal], s.seal(l, b[cursorSeal:])) {
		return place{}, store.ErrCursor
	}
	b = b[cursorSeal:]
	p := place{back: b[0] == 1}
	if len(b) > 1 {
		p.past = b[1:]
	}
	return p, nil
}

func (s *Store) seal(l store.SaleList, body []byte) []byte {
	h := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(h, "%q %q %t %t ", l.Reader.ID, l.Sort, l.Descending, l.SkipCompleted)
	h.Write(body)
	return h.Sum(nil)[:cursorSeal]
}
