package crm

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestPasswordsThatWillDo(t *testing.T) {
	u := User{Name: "Femke de Boer", Email: "femke1985@demo.test"}
	for _, password := range []string{
		"drie paarden voor de molen", "correct horse battery staple", "Ik fiets elke dag naar Zwolle!",
		"корова прыгает через забор", "ένα δύο τρία τέσσερα", "雨が降っているので家にいます", "één twee drie vier",
		"xK9$mQ2!vL7p", "  spaces may be anywhere  ", "femke houdt van kaas", "847193650264", "🐎🐎🐄🐎🐖🐎🐄🐎🐑🐎🐄🐓",
		strings.Repeat("lang en saai ", 9), strings.Repeat("é", 64) + strings.Repeat("ü", 64),
	} {
		if err := CheckPassword(password, u); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestPasswordsThatWillNotDo(t *testing.T) {
	u := User{Name: "Femke de Boer", Email: "femkedeboer1985@demo.test"}
	for password, key := range map[string]string{
		"":                           "required",
		"kort":                       "short",
		"elf tekens!":                "short",
		"ééééééééééé":                "short", // characters, not bytes
		strings.Repeat("a b ", 33):   "long",
		"Wachtwoord2026!":            "common",
		"!!!Wachtwoord!!!":           "common",
		"verkoopverkoop":             "common",
		"VerkoopVerkoop1":            "common",
		"verkoop2026verkoop2026":     "common",
		"aaaaaaaaaaaaa":              "common",
		"ééééééééééééé":              "common",
		"welkom123456":               "common",
		"123456welkom":               "common",
		"123456789012":               "common",
		"098765432109":               "common",
		"abcdefghijkl":               "common",
		"121212121212":               "common",
		"............":               "common",
		"            ":               "common",
		"demo-verkoop":               "common",
		"administrator":              "common",
		"Femke de Boer":              "common",
		"femke de boer 1":            "common",
		"FEMKEDEBOER1985":            "common",
		"femkedeboer1985!!":          "common",
		"femkedeboer2026":            "common",
		"femkedeboer1985@demo.test":  "common",
		"Femkedeboer1985@Demo.test!": "common",
	} {
		err, ok := CheckPassword(password, u).(Error)
		if !ok || err.Key != "error.password."+key || err.Kind != Invalid || err.Field != FieldPassword {
			t.Errorf("%q: %v, want %s", password, err, key)
		}
	}
}

// A user without address or name does not make every password one's own.
func TestAUserWithoutANameHasPasswordsToo(t *testing.T) {
	if err := CheckPassword("drie paarden voor de molen", User{}); err != nil {
		t.Error(err)
	}
}

func TestPasswordsOfAnyKindAreLookedAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		password := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-c1]{0,40}`),
			rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) })).Draw(t, "password")
		u := User{Name: rapid.String().Draw(t, "name"), Email: rapid.String().Draw(t, "address")}
		err := CheckPassword(password, u)
		if n := utf8.RuneCountInString(password); err == nil && (n < 12 || n > 128) {
			t.Fatalf("%q of %d characters was taken", password, n)
		}
		if unit := len(password) / 3; err == nil && unit > 0 && strings.Repeat(password[:unit], 3) == password && unit < 6 {
			t.Fatalf("%q was taken", password)
		}
	})
}
