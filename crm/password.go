package crm

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// FieldPassword is a password in forms; it is never kept or logged.
const FieldPassword Field = "password"

const (
	minPassword = 12
	maxPassword = 128
)

//go:embed third_party/zxcvbn-ts/passwords.txt
var commonFile string

// common are passwords that are guessed first, in lower case.
var common = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(commonFile) {
		all[word] = true
	}
	for _, word := range []string{"wachtwoord", "welkom", "verkoop", "verkopen", "geheim", "administrator", "beheerder", "demo-verkoop"} {
		all[word] = true
	}
	return all
})

// padding is what people put around a common word.
var padding = regexp.MustCompile(`^[^\p{L}]+|[^\p{L}]+$`)

// CheckPassword tells what is wrong with a password that somebody chooses: it has
// 12 to 128 characters of any kind, and is neither a common one, also not with
// digits or signs around it or repeated, nor the user's own name or address.
func CheckPassword(password string, u User) error {
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		return invalid(FieldPassword, "error.password.required")
	case n < minPassword:
		return invalid(FieldPassword, "error.password.short").with("min", minPassword)
	case n > maxPassword:
		return invalid(FieldPassword, "error.password.long").with("max", maxPassword)
	}
	lower := strings.ToLower(password)
	bare := func(word string) string { return padding.ReplaceAllString(word, "") }
	local, _, _ := strings.Cut(u.Email, "@")
	own := map[string]bool{u.Email: true, local: true, bare(local): true, strings.ToLower(u.Name): true}
	for _, word := range []string{lower, unit(lower), bare(lower), unit(bare(lower)), bare(unit(lower))} {
		if common()[word] || own[word] && word != "" || len(word) == 1 {
			return invalid(FieldPassword, "error.password.common")
		}
	}
	if len(unit(lower)) < minPassword/2 || isRun(lower) {
		return invalid(FieldPassword, "error.password.common")
	}
	return nil
}

// isRun tells that each character follows the one before it, up or down, as the
// digits do on a keyboard: 1234567890123.
func isRun(text string) bool {
	up, down := true, true
	for i := 1; i < len(text); i++ {
		before, now := text[i-1], text[i]
		up = up && (now == before+1 || before == '9' && now == '0')
		down = down && (now == before-1 || before == '0' && now == '9')
	}
	return up || down
}

// unit is what the text repeats, or the text itself.
func unit(text string) string {
	for n := 1; n <= len(text)/2; n++ {
		if len(text)%n == 0 && strings.Repeat(text[:n], len(text)/n) == text {
			return text[:n]
		}
	}
	return text
}
