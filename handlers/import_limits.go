package handlers

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/store"
	"verkoop/transfer"
)

const (
	importHref = "/imports"
	// importTime is for the slow lines that files come over, and importSpeed, in bytes
	// a second, for large ones.
	importTime  = 10 * time.Minute
	importSpeed = 256 << 10
	// importLimit is what may be sent: twice the largest file, so that one that is too
	// large is refused in words, and nobody's browser is cut off while it sends.
	importLimit = min(2*transfer.MaxFile+bodyLimit, math.MaxInt)
)

// importLimits are those of a request, known from its header: a table that is brought
// in may be larger and take longer, of who may do that. What is over 16 MB of it goes
// through a temporary file, if its length is known and it is not packed: else it would
// all be held in memory.
func (s *server) importLimits(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	path, _, _ := strings.Cut(string(h.RequestURI()), "?")
	if !h.IsPost() || path != importHref || !streams(h) {
		return c
	}
	if u, known := s.asks(h); known && u.May(crm.ImportData, crm.Sale{}) {
		slow := time.Duration(h.ContentLength()/importSpeed) * time.Second
		return fasthttp.RequestConfig{MaxRequestBodySize: importLimit, ReadTimeout: importTime + slow}
	}
	return c
}

// streams tells that the request's body goes through a temporary file where it is
// large.
func streams(h *fasthttp.RequestHeader) bool {
	return len(h.MultipartFormBoundary()) > 0 && h.ContentLength() > 0 && len(h.Peek(fasthttp.HeaderContentEncoding)) == 0
}

// asks tells from its header whose request it is.
func (s *server) asks(h *fasthttp.RequestHeader) (u crm.User, known bool) {
	for _, name := range []string{sessionCookie, "__Host-" + sessionCookie} {
		token := string(h.Cookie(name))
		if token == "" {
			continue
		}
		err := s.Store.View(context.Background(), func(tx store.ReadTx) (err error) {
			_, u, err = auth.Resume(tx, token, s.Clock())
			return err
		})
		if err == nil {
			return u, true
		}
	}
	return crm.User{}, false
}
