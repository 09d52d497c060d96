package badger

import (
	"bytes"
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"

	"verkoop/crm"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"  Van\tder \u00a0 Veen ": "van der veen",
		"ÉÉN Çà":                  "een ca",
		"e\u0301":                 "e",
		"Ĳssel ĳs":                "ijssel ijs",
		"Straße ØRE æØ œuvre":     "strasse ore aeo oeuvre",
		"Łódź đ":                  "lodz d",
		"a\x00b\x01":              "a b",
		"日本":                      "日本",
	} {
		if got := fold(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCutKeepsLettersWhole(t *testing.T) {
	for _, letter := range []string{"x", "日", "😀", "ж"} {
		got := cut(strings.Repeat(letter, 40))
		if len(got) > maxText || len(got) < 40 || strings.Trim(got, letter) != "" {
			t.Errorf("%s: got %d bytes %q", letter, len(got), got)
		}
	}
}

// TestAmountsSortAsNumbers compares keys with exact arithmetic.
func TestAmountsSortAsNumbers(t *testing.T) {
	number := rapid.Custom(func(t *rapid.T) string {
		whole := rapid.Uint64Range(0, 999_999_999_999_999).Draw(t, "whole")
		if rapid.Bool().Draw(t, "small") {
			whole %= 12
		}
		s := fmt.Sprint(whole)
		if n := rapid.IntRange(0, 4).Draw(t, "decimals"); n > 0 {
			s += "." + fmt.Sprintf("%04d", rapid.IntRange(0, 9999).Draw(t, "part"))[:n]
		}
		if rapid.Bool().Draw(t, "negative") {
			s = "-" + s
		}
		return s
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		if got := bytes.Compare(keyOf(t, a), keyOf(t, b)); got != x.Cmp(y) {
			t.Fatalf("%s and %s: keys compare %d, numbers %d", a, b, got, x.Cmp(y))
		}
	})
}

func keyOf(t rapid.TB, n string) []byte {
	a, err := currency.NewAmount(n, "EUR")
	if err != nil {
		t.Fatal(err)
	}
	return amountKey(a, []byte("1"))
}

func TestStrangeAmountsHaveAPlace(t *testing.T) {
	order := []string{"-1E+30", "-999999999999999.9999", "-1E-3", "0", "1E-3", "1E+3", "999999999999999.9999", "1E+30"}
	if !slices.IsSortedFunc(order, func(a, b string) int { return bytes.Compare(keyOf(t, a), keyOf(t, b)) }) {
		t.Error("not in order")
	}
	if !bytes.Equal(keyOf(t, "0"), keyOf(t, "-0.00")) || !bytes.Equal(keyOf(t, "5"), keyOf(t, "5.0000")) {
		t.Error("equal numbers have different keys")
	}
	if len(amountKey(currency.Amount{}, nil)) == 0 {
		t.Error("no amount has no key")
	}
}

func TestAmountsSortByWhatTheyAreWorth(t *testing.T) {
	rates := map[string]string{"EUR": "1", "USD": "0.8642", "JPY": "0.0055712345", "KWD": "999999999999.9999999999"}
	type worth struct{ n, code string }
	draw := rapid.Custom(func(t *rapid.T) worth {
		return worth{rapid.SampledFrom([]string{"", "-"}).Draw(t, "sign") + strconv.Itoa(rapid.IntRange(0, 999_999_999_999_999).Draw(t, "whole")) +
			fmt.Sprintf(".%04d", rapid.IntRange(0, 9999).Draw(t, "decimals")), rapid.SampledFrom([]string{"EUR", "USD", "JPY", "KWD", "GBP", "CHF"}).Draw(t, "code")}
	})
	key := func(t *rapid.T, w worth) []byte {
		a, err := currency.NewAmount(w.n, w.code)
		if err != nil {
			t.Fatal(err)
		}
		return amountKey(a, []byte(rates[w.code]))
	}
	order := func(w worth) (group string, n *big.Rat) {
		n, _ = new(big.Rat).SetString(w.n)
		if rate, ok := new(big.Rat).SetString(rates[w.code]); ok {
			return "known", n.Mul(n, rate)
		}
		return "in " + w.code, n // before those known
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		groupA, x := order(a)
		groupB, y := order(b)
		want := cmp.Or(strings.Compare(groupA, groupB), x.Cmp(y))
		ka, kb := key(t, a), key(t, b)
		if got := bytes.Compare(ka, kb); got != want {
			t.Fatalf("%v and %v: keys compare %d, want %d", a, b, got, want)
		}
		if want != 0 && (bytes.HasPrefix(ka, kb) || bytes.HasPrefix(kb, ka)) {
			t.Fatalf("the key of %v begins that of %v", a, b)
		}
	})
}

// TestNoKeyRunsIntoAnother: ids that begin or look like others stay apart.
func TestNoKeyRunsIntoAnother(t *testing.T) {
	ids := []string{"", "a", "ab", "a\x00", "a\x01b", "\x01a", "\xff", "a\xff", strings.Repeat("a", 130)}
	seen := map[string]string{}
	for _, a := range ids {
		for _, b := range ids {
			k := string(text(idKey(kCompanySale, a), b))
			if was, ok := seen[k]; ok {
				t.Errorf("%q and %q share a key with %s", a, b, was)
			}
			seen[k] = fmt.Sprintf("%q and %q", a, b)
		}
		if got := lastID([]byte(endID(newKey(kName).raw(textKey("x")), a))); got != a {
			t.Errorf("id %q comes out as %q", a, got)
		}
	}
}

func TestEverySaleIsInTheListsOfThoseWhoSeeIt(t *testing.T) {
	roles := []crm.Role{crm.Administrator, crm.Manager, crm.Seller, crm.Reader, ""}
	people := []crm.UserID{"", "a", "ab"}
	groups := []crm.GroupID{"", "a", "b"}
	for _, v := range append(crm.Visibilities[:], "") {
		for _, owner := range people {
			for _, group := range groups {
				s := crm.Sale{Owner: owner, Group: group, Visible: v}
				for _, role := range roles {
					for _, id := range people {
						for _, own := range groups {
							for _, disabled := range []bool{false, true} {
								u := crm.User{ID: id, Role: role, Group: own, Disabled: disabled}
								meet := false
								for _, a := range readerAudiences(u) {
									meet = meet || slices.Contains(saleAudiences(&s), a)
								}
								if meet != u.CanSee(s) {
									t.Errorf("%+v and a sale of %q, %q for %q: listed %t, can see %t", u, owner, group, v, meet, u.CanSee(s))
								}
							}
						}
					}
				}
			}
		}
	}
}
