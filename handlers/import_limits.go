package handlers

import (
	"context"
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
	// importTime is for the slow lines that files come over.
	importTime = 10 * time.Minute
)

// importLimits are those of a request, known from its header: a table that is brought
// in may be larger and take longer, of who may do that. What is over 16 MB of it goes
// through a temporary file.
func (s *server) importLimits(h *fasthttp.RequestHeader) (c fasthttp.RequestConfig) {
	path, _, _ := strings.Cut(string(h.RequestURI()), "?")
	if !h.IsPost() || path != importHref || len(h.MultipartFormBoundary()) == 0 {
		return c
	}
	if u, known := s.asks(h); known && u.May(crm.ImportData, crm.Sale{}) {
		// Somewhat more, so that a file that is a little too large is refused in words.
		return fasthttp.RequestConfig{MaxRequestBodySize: transfer.MaxFile + bodyLimit, ReadTimeout: importTime}
	}
	return c
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
