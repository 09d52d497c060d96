package handlers

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"github.com/valyala/fasthttp"

	"verkoop/auth"
	"verkoop/crm"
	"verkoop/demo"
	"verkoop/store/badger"
)

// BenchmarkSalePage is the whole sale page without the network.
func BenchmarkSalePage(b *testing.B) {
	s, err := badger.Open(badger.Options{InMemory: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	_, err = demo.Fill(context.Background(), s, crm.DateOf(now()), now(), counter())
	if err != nil {
		b.Fatal(err)
	}
	app, err := New(Config{Store: s, Clock: now, NewID: counter(), Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Hasher: auth.NewHasher()})
	if err != nil {
		b.Fatal(err)
	}
	handler := app.Handler()
	b.ReportAllocs()
	for b.Loop() {
		var ctx fasthttp.RequestCtx
		ctx.Request.SetRequestURI("/sales/1042")
		handler(&ctx)
		if ctx.Response.StatusCode() != 200 {
			b.Fatal(ctx.Response.StatusCode())
		}
	}
}
