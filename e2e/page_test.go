package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// patience is how long a story waits for what the user would see.
const patience = 10 * time.Second

// visitor is a browser window of its own, with its own cookies, and who looks at it.
// Stories name things in Dutch; in an English window the words are looked up.
type visitor struct {
	t       *testing.T
	ctx     context.Context
	address string
	lang    string // nl or en
	email   string // who looks
	scripts bool

	mu      sync.Mutex
	console []string
	allowed []string // pieces of console messages that the story expects
	asked   []string // texts of questions that the browser asked
	accept  bool     // how to answer them
}

type option func(*visitor)

func withoutScripts(v *visitor) { v.scripts = false }

// visit opens a window in a language on the demo at the address.
func visit(t *testing.T, address, lang string, options ...option) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	v := &visitor{t: t, ctx: ctx, address: address, lang: lang, email: seller, scripts: true, accept: true}
	for _, o := range options {
		o(v)
	}
	messages := chromedp.Console(ctx)
	dialogs := chromedp.Events(ctx, page.JavascriptDialogOpening)
	var readers sync.WaitGroup
	readers.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException() {
				v.mu.Lock()
				v.console = append(v.console, fmt.Sprintf("%s %s (%s)", m.Source, m, m.URL))
				v.mu.Unlock()
			}
		}
	})
	readers.Go(func() {
		for d, err := range dialogs {
			if err != nil {
				return
			}
			v.mu.Lock()
			v.asked = append(v.asked, string(d.Type)+" "+d.Message)
			accept := v.accept
			v.mu.Unlock()
			_, _ = chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: accept})
		}
	})
	t.Cleanup(func() {
		v.check()
		stop()
		cancel()
		readers.Wait()
	})
	v.call(chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}}))
	v.do(chromedp.EmulateViewport(1280, 900))
	if !v.scripts {
		v.call(chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	}
	v.signedIn()
	return v
}

// check fails the story for what the browser complained about.
func (v *visitor) check() {
	v.t.Helper()
	if v.t.Failed() && v.ctx.Err() == nil {
		v.snapshot()
	}
	v.mu.Lock()
	defer v.mu.Unlock()
messages:
	for _, m := range v.console {
		for _, a := range v.allowed {
			if strings.Contains(m, a) {
				continue messages
			}
		}
		v.t.Errorf("the browser's console says: %s", m)
	}
}

// allow says that the story expects answers with this status.
func (v *visitor) allow(status int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.allowed = append(v.allowed, fmt.Sprintf("the server responded with a status of %d", status))
}

// snapshot keeps what a failed story saw.
func (v *visitor) snapshot() {
	if dir := v.t.ArtifactDir(); dir != "" {
		_ = v.screenshot(dir + "/failed.png")
	}
}

func (v *visitor) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.ctx, steps...); err != nil {
		v.t.Fatal(err)
	}
}

func (v *visitor) call(_ any, err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// eval evaluates JavaScript in the page; while a page loads it fails, so it is tried again.
func eval[T any](v *visitor, js string) T {
	v.t.Helper()
	var last error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		value, err := chromedp.Run(v.ctx, chromedp.Evaluate[T](js))
		if err == nil {
			return value
		}
		last = err
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			break
		}
	}
	v.t.Fatalf("%s: %v", js, last)
	panic("unreachable")
}

// until waits for what the user would see. saw tells what is there instead.
func (v *visitor) until(what string, is func() (ok bool, saw string)) {
	v.t.Helper()
	saw := ""
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		var ok bool
		if ok, saw = is(); ok {
			return
		}
	}
	v.t.Fatalf("%s: not seen; instead: %s", what, saw)
}

// w is a text of the product in the visitor's language.
func (v *visitor) w(dutch string) string {
	if v.lang == "en" {
		if text, ok := english[dutch]; ok {
			return text
		}
	}
	return dutch
}

// n is a number written in the visitor's language, as in n("1.234,56").
func (v *visitor) n(dutch string) string {
	if v.lang == "en" {
		return strings.NewReplacer(".", ",", ",", ".").Replace(dutch)
	}
	return dutch
}

// eur is an amount of euros as pages show it.
func (v *visitor) eur(dutch string) string {
	if v.lang != "en" {
		return "€ " + dutch
	}
	if rest, negative := strings.CutPrefix(dutch, "−"); negative {
		return "−€" + v.n(rest)
	}
	return "€" + v.n(dutch)
}

// open goes to an address of the demo.
func (v *visitor) open(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.address + path))
	v.ready()
}

// ready waits until the page has its scripts and nothing is under way.
func (v *visitor) ready() {
	v.t.Helper()
	settled := `document.readyState === 'complete' && !!document.querySelector('main')`
	if v.scripts {
		settled += ` && !!window.htmx && !document.querySelector('.htmx-request,.htmx-swapping,.htmx-settling,.htmx-added')`
	}
	v.until("the page at rest", func() (bool, string) {
		if eval[bool](v, settled) {
			return true, ""
		}
		return false, eval[string](v, `location.href + ' ' + document.readyState`)
	})
}

// here is the path and query of the address; the first tab may be named in it or not.
func (v *visitor) here() string {
	here := eval[string](v, `location.pathname + location.search`)
	return strings.TrimSuffix(strings.Replace(here, "tab=sale", "", 1), "?")
}

func (v *visitor) at(path string) {
	v.t.Helper()
	v.until("the address "+path, func() (bool, string) { here := v.here(); return here == path, here })
}

func (v *visitor) title(text string) {
	v.t.Helper()
	text = v.w(text)
	v.until("the title "+text, func() (bool, string) {
		title := eval[string](v, `document.title`)
		return title == text, title
	})
}

// plain makes all space the same, as a reader does.
func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

func (v *visitor) text() string { return plain(eval[string](v, `document.body.innerText`)) }

// see waits until the page shows all the texts.
func (v *visitor) see(texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		want := plain(v.w(text))
		v.until(fmt.Sprintf("the text %q", want), func() (bool, string) {
			text := v.text()
			return strings.Contains(text, want), text
		})
	}
}

// seeNot waits until the page shows none of the texts.
func (v *visitor) seeNot(texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		unwanted := plain(v.w(text))
		v.until(fmt.Sprintf("no text %q", unwanted), func() (bool, string) {
			text := v.text()
			return !strings.Contains(text, unwanted), text
		})
	}
}

// shows waits until the card in view mode shows the value beside the label.
func (v *visitor) shows(label, value string) {
	v.t.Helper()
	name, want := v.w(label), plain(v.w(value))
	quoted, _ := json.Marshal(name)
	v.until(fmt.Sprintf("%s: %s", name, want), func() (bool, string) {
		saw := plain(eval[string](v, fmt.Sprintf(`[...document.querySelectorAll('article dt')]
			.filter(dt => dt.innerText.trim() === %s && dt.getClientRects().length)
			.map(dt => dt.nextElementSibling.innerText).join(' | ')`, quoted)))
		return saw == want || strings.HasPrefix(saw, want+" ·"), saw
	})
}

// strip waits until the strip above Save says so.
func (v *visitor) strip(texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		want := plain(v.w(text))
		v.until(fmt.Sprintf("%q above Save", want), func() (bool, string) {
			saw := v.stripText()
			return strings.Contains(saw, want), saw
		})
	}
}

func (v *visitor) stripText() string {
	return plain(eval[string](v, `document.querySelector('.strip:not([hidden])')?.innerText ?? ''`))
}

// viewing waits until the card is in view mode, editing until it is in edit mode.
func (v *visitor) viewing() {
	v.t.Helper()
	v.the("Bewerken", "link")
	v.none("Opslaan", "button")
}

func (v *visitor) editing() {
	v.t.Helper()
	v.the("Opslaan", "button")
	v.none("Bewerken", "link")
	v.see("U bewerkt deze verkoop")
}

// save presses Save and waits until the card is in view mode again.
func (v *visitor) save() {
	v.t.Helper()
	v.click("Opslaan")
	v.viewing()
	v.ready()
}

// questions are those that the browser asked since the last time.
func (v *visitor) questions() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	asked := v.asked
	v.asked = nil
	return asked
}

// answer is how the visitor answers questions of the browser from now on.
func (v *visitor) answer(accept bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.accept = accept
}

// asks waits until the browser asked once, and only once.
func (v *visitor) asks() {
	v.t.Helper()
	var asked []string
	v.until("a question", func() (bool, string) {
		asked = append(asked, v.questions()...)
		return len(asked) > 0, "none"
	})
	if asked = append(asked, v.questions()...); len(asked) != 1 {
		v.t.Fatalf("asked %d times: %q", len(asked), asked)
	}
}

func (v *visitor) asksNothing() {
	v.t.Helper()
	if asked := v.questions(); len(asked) > 0 {
		v.t.Fatalf("asked %q", asked)
	}
}

// screenshot writes a picture of the whole page.
func (v *visitor) screenshot(path string) error {
	png, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o644)
}

// offline cuts the visitor from the network, and joins them again.
func (v *visitor) offline(cut bool) {
	v.t.Helper()
	v.call(chromedp.Call(v.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1}}}))
}
