package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
)

// tokenSize is how many random bytes a token has.
const tokenSize = 32

var encoding = base64.RawURLEncoding

// NewToken returns a secret nobody can guess, safe in a cookie and in an address.
func NewToken() string {
	var b [tokenSize]byte
	rand.Read(b[:]) // never fails
	return encoding.EncodeToString(b[:])
}

// ID is what is kept of a token: who reads it can't sign in with it.
func ID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return encoding.EncodeToString(sum[:])
}

// CSRF returns a token that proves that a form came from a page of the browser
// which has the cookie. It looks different each time, since what is the same in
// each of many compressed answers can be guessed from their lengths.
func CSRF(cookie string) string {
	var b [2 * tokenSize]byte
	rand.Read(b[:tokenSize])
	secret := csrfSecret(cookie)
	subtle.XORBytes(b[tokenSize:], b[:tokenSize], secret[:])
	return encoding.EncodeToString(b[:])
}

// IsCSRF tells whether the token was made by CSRF for this cookie.
func IsCSRF(token, cookie string) bool {
	b, err := encoding.DecodeString(token)
	if err != nil || len(b) != 2*tokenSize || cookie == "" {
		return false
	}
	var sent [tokenSize]byte
	subtle.XORBytes(sent[:], b[:tokenSize], b[tokenSize:])
	secret := csrfSecret(cookie)
	return subtle.ConstantTimeCompare(sent[:], secret[:]) == 1
}

// Seal returns the text in a form that the browser with the cookie can carry and
// nobody can make or change.
func Seal(text, cookie string) string {
	return encoding.EncodeToString(append(seal(text, cookie), text...))
}

// Unseal returns what Seal was given; false where it was not for this cookie.
func Unseal(sealed, cookie string) (text string, ok bool) {
	b, err := encoding.DecodeString(sealed)
	if err != nil || len(b) < sha256.Size || cookie == "" {
		return "", false
	}
	text = string(b[sha256.Size:])
	return text, hmac.Equal(b[:sha256.Size], seal(text, cookie))
}

func seal(text, cookie string) []byte {
	secret := sha256.Sum256([]byte("seal " + cookie))
	mac := hmac.New(sha256.New, secret[:])
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func csrfSecret(cookie string) [tokenSize]byte { return sha256.Sum256([]byte("csrf " + cookie)) }
