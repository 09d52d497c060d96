package crm

import "testing"

func TestAWebAddressIsCompleted(t *testing.T) {
	for typed, want := range map[string]struct{ site, link string }{
		"":                            {"", ""},
		"https://example.com/a":       {"https://example.com/a", "https://example.com/a"},
		"http://example.com":          {"http://example.com", "http://example.com"},
		"www.example.com":             {"https://www.example.com", "https://www.example.com"},
		"WWW.Example.com/a?b=c":       {"https://WWW.Example.com/a?b=c", "https://WWW.Example.com/a?b=c"},
		"example.com":                 {"https://example.com", "example.com"},
		"café-één.example/contact us": {"café-één.example/contact us", "café-één.example/contact us"},
		"café-één.example/contact":    {"https://café-één.example/contact", "café-één.example/contact"},
		"example.com:8080#top":        {"https://example.com:8080#top", "example.com:8080#top"},
		"javascript:alert(1)":         {"javascript:alert(1)", "javascript:alert(1)"},
		"javascript.com:alert(1)":     {"javascript.com:alert(1)", "javascript.com:alert(1)"},
		"info@example.com":            {"info@example.com", "info@example.com"},
		"12.50":                       {"12.50", "12.50"},
		"www.":                        {"www.", "www."},
		"none":                        {"none", "none"},
	} {
		if got := completeSite(typed); got != want.site {
			t.Errorf("a website %q: %q, want %q", typed, got, want.site)
		}
		if got := completeWeb(typed); got != want.link {
			t.Errorf("a link %q: %q, want %q", typed, got, want.link)
		}
	}
	c, problems := Company{Name: "X", Web: " example.com "}.Admit()
	if len(problems) > 0 || c.Web != "https://example.com" {
		t.Errorf("%+v, %v", c, problems)
	}
	d, s := desk(femke), scanners()
	if after, problems := s.Edit(d, SaleEdit{Links: give([]Link{{URL: "www.example.com"}})}); len(problems) > 0 || after.Links[0].URL != "https://www.example.com" {
		t.Errorf("%+v, %v", after.Links, problems)
	}
	a := NewDocument(d, s)
	if after, problems := a.Edit(d, s, ActivityEdit{Text: give("Offerte"), Web: give("www.example.com/offerte.pdf")}); len(problems) > 0 || after.Web != "https://www.example.com/offerte.pdf" {
		t.Errorf("%+v, %v", after, problems)
	}
}
