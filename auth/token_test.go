package auth

import (
	"encoding/base64"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTokensAreSecretAndSafe(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token := NewToken()
		if seen[token] || len(token) != 43 || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Fatalf("token %q", token)
		}
		seen[token] = true
		id := ID(token)
		if id == token || len(id) != 43 || id != ID(token) || seen[id] {
			t.Fatalf("id %q", id)
		}
	}
}

func TestATokenAgainstForgeryIsForOneCookie(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cookie := rapid.StringN(1, -1, 100).Draw(t, "cookie")
		other := rapid.String().Draw(t, "other cookie")
		one, two := CSRF(cookie), CSRF(cookie)
		if one == two {
			t.Fatal("it is the same twice")
		}
		for _, token := range []string{one, two} {
			if !IsCSRF(token, cookie) {
				t.Fatal("its own is refused")
			}
			if other != cookie && IsCSRF(token, other) {
				t.Fatal("another cookie's is taken")
			}
			b := []byte(token)
			at := rapid.IntRange(0, len(b)-2).Draw(t, "at") // of the last character only two bits count
			if b[at] == 'A' {
				b[at] = 'B'
			} else {
				b[at] = 'A'
			}
			if IsCSRF(string(b), cookie) {
				t.Fatal("a changed one is taken")
			}
		}
	})
}

// What is the same in each answer could be guessed from lengths: no two tokens of a
// cookie share their bytes.
func TestATokenAgainstForgeryHidesItsSecret(t *testing.T) {
	secret := csrfSecret("cookie")
	for range 100 {
		b, err := base64.RawURLEncoding.DecodeString(CSRF("cookie"))
		if err != nil || len(b) != 2*tokenSize {
			t.Fatal(err)
		}
		if strings.Contains(string(b), string(secret[:8])) {
			t.Fatal("the secret shows")
		}
	}
}

func TestForgedTokensAreRefused(t *testing.T) {
	good := CSRF("cookie")
	zero := base64.RawURLEncoding.EncodeToString(make([]byte, 2*tokenSize))
	for sentence, token := range map[string]string{
		"none": "", "a word": "token", "zeroes": zero, "half a one": good[:43], "one and a bit": good + "AAAA", "padded": good + "==",
		"the cookie itself": "cookie", "the cookie's id": ID("cookie"), "signs": strings.Repeat("=", 86),
	} {
		if IsCSRF(token, "cookie") {
			t.Errorf("%s is taken", sentence)
		}
	}
	if IsCSRF(CSRF(""), "") {
		t.Error("who has no cookie needs no token")
	}
}

func FuzzIsCSRF(f *testing.F) {
	f.Add("", "")
	f.Add("token", "cookie")
	f.Add(strings.Repeat("A", 86), "cookie")
	f.Add(CSRF("other"), "cookie")
	f.Fuzz(func(t *testing.T, token, cookie string) {
		if !IsCSRF(token, cookie) {
			return
		}
		b, err := base64.RawURLEncoding.DecodeString(token)
		secret := csrfSecret(cookie)
		if err != nil || cookie == "" || len(b) != 2*tokenSize {
			t.Fatalf("%q is taken for %q", token, cookie)
		}
		for i := range secret {
			if b[i]^b[tokenSize+i] != secret[i] {
				t.Fatalf("%q is taken for %q", token, cookie)
			}
		}
	})
}
