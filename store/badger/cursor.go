package badger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"verkoop/store"
)

// place is what a cursor holds: where to go on from, and whether backwards. No
// past is the end that reading so begins at.
type place struct {
	back bool
	past []byte
}

const cursorSeal = 8 // bytes

// cursor makes the place opaque and ties it to the list of that name.
func (s *Store) cursor(list string, p place) store.Cursor {
	body := append([]byte{0}, p.past...)
	if p.back {
		body[0] = 1
	}
	return store.Cursor(base64.RawURLEncoding.EncodeToString(append(s.seal(list, body), body...)))
}

// openCursor returns the place, or store.ErrCursor where the cursor was made for
// another list, or not here.
func (s *Store) openCursor(list string, c store.Cursor) (place, error) {
	if c == "" {
		return place{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil || len(b) <= cursorSeal || !hmac.Equal(b[:cursorSeal], s.seal(list, b[cursorSeal:])) {
		return place{}, store.ErrCursor
	}
	b = b[cursorSeal:]
	p := place{back: b[0] == 1}
	if len(b) > 1 {
		p.past = b[1:]
	}
	return p, nil
}

func (s *Store) seal(list string, body []byte) []byte {
	h := hmac.New(sha256.New, s.secret)
	h.Write([]byte(list))
	h.Write(body)
	return h.Sum(nil)[:cursorSeal]
}
