package views

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"verkoop/locales"
)

// Every form can be sent, and every field says what it is, what is wrong with it
// and what a password manager may do with it.
func TestForms(t *testing.T) {
	for _, l := range locales.Languages {
		for name, page := range rendered(t, l) {
			document, err := goquery.NewDocumentFromReader(strings.NewReader(page))
			if err != nil {
				t.Fatal(err)
			}
			wrong := func(s *goquery.Selection, what string) {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s %s: %s: %.160s", l, name, what, html)
			}
			document.Find("form").Each(func(_ int, form *goquery.Selection) {
				if post := form.AttrOr("method", "") == "post"; post != (form.Find(`input[name=_csrf][value="`+token+`"]`).Length() == 1) {
					wrong(form, "a form that posts has the token against forgery, others have not")
				}
			})
			document.Find("input[type=password]").Each(func(_ int, field *goquery.Selection) {
				if !slices.Contains([]string{"current-password", "new-password"}, field.AttrOr("autocomplete", "")) {
					wrong(field, "says not which password it is")
				}
				if _, has := field.Attr("value"); has {
					wrong(field, "a password comes back")
				}
			})
			document.Find("input:not([type=hidden]):not([aria-hidden]):not([hidden]), select, textarea").Each(func(_ int, field *goquery.Selection) {
				labelled := document.Find(`label[for="`+field.AttrOr("id", "-")+`"]`).Length() == 1 || field.Closest("label").Length() == 1
				for _, attribute := range []string{"aria-label", "aria-labelledby"} {
					_, has := field.Attr(attribute)
					labelled = labelled || has
				}
				if !labelled {
					wrong(field, "has no label")
				}
				if _, has := field.Attr("autocomplete"); !has && field.AttrOr("type", "") != "radio" && goquery.NodeName(field) != "textarea" {
					wrong(field, "says not what the browser may fill in")
				}
			})
			document.Find("[aria-invalid=true]").Each(func(_ int, field *goquery.Selection) {
				said := false
				for id := range strings.FieldsSeq(field.AttrOr("aria-describedby", "")) {
					said = said || document.Find(`[id="`+id+`"] .is-error`).Length() > 0
				}
				if !said {
					wrong(field, "says not what is wrong")
				}
			})
			document.Find("button, a[href], summary").Each(func(_ int, control *goquery.Selection) {
				_, named := control.Attr("aria-label")
				_, hidden := control.Attr("hidden")
				if control.AttrOr("aria-hidden", "") != "true" && !hidden && !named && strings.TrimSpace(control.Text()) == "" {
					wrong(control, "has no name")
				}
			})
		}
	}
}

var (
	tag   = regexp.MustCompile(`<(/?)([a-z][a-z0-9-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>`)
	empty = []string{"input", "meta", "link", "img", "br"}
	block = []string{"p", "div", "ul", "ol", "dl", "form", "section", "h1", "h2", "h3", "table", "fieldset", "details"}
)

// Every element is closed where it was opened; a browser would guess otherwise, and
// no script would find what it is looking for.
func TestElementsAreClosed(t *testing.T) {
	for name, page := range rendered(t, locales.NL) {
		var open []string
		for _, m := range tag.FindAllStringSubmatch(page, -1) {
			switch element := m[2]; {
			case slices.Contains(empty, element) || strings.HasSuffix(m[3], "/"):
			case m[1] == "":
				if slices.Contains(open, "p") && slices.Contains(block, element) {
					t.Errorf("%s: a %s inside a paragraph", name, element)
				}
				if element == "form" && slices.Contains(open, "form") {
					t.Errorf("%s: a form inside a form", name)
				}
				open = append(open, element)
			case len(open) == 0 || open[len(open)-1] != element:
				t.Errorf("%s: %s is closed inside %v", name, element, open)
			default:
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s: %v stays open", name, open)
		}
	}
}
