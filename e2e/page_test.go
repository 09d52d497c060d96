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

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a story waits for what the user would see.
const patience = 6 * time.Second

// visitor is a browser window of its own, with its own cookies, and who looks at it.
// Stories name things in Dutch; in an English window the words are looked up.
type visitor struct {
	t       *testing.T
	ctx     context.Context
	address string
	lang    string // nl or en
	scripts bool

	mu       sync.Mutex
	console  []string
	allowed  []string // pieces of console messages that the story expects
	asked    []string // texts of questions that the browser asked
	accept   bool     // how to answer them
	question func()   // called when one is asked
}

type option func(*visitor)

func withoutScripts(v *visitor) { v.scripts = false }

// visit opens a window in a language on the demo at the address.
func visit(t *testing.T, address, lang string, options ...option) *visitor {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	v := &visitor{t: t, ctx: ctx, address: address, lang: lang, scripts: true, accept: true}
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
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
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
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
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
	if v.lang == "en" {
		return "€" + v.n(dutch)
	}
	return "€ " + dutch
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
		return eval[bool](v, settled), eval[string](v, `location.href + ' ' + document.readyState`)
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

// element is something on the page, found by its role and accessible name.
type element struct {
	v       *visitor
	object  runtime.RemoteObjectID
	role    string
	x, y    float64
	covered string
}

// find looks once for what has the name and one of the roles and can be seen.
func (v *visitor) find(name string, roles ...string) (found []element, err error) {
	document, err := chromedp.Call(v.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: "document"})
	if err != nil {
		return nil, err
	}
	tree, err := chromedp.Call(v.ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{
		ObjectID: document.Result.ObjectID, AccessibleName: name})
	if err != nil {
		return nil, err
	}
	seen := map[cdp.BackendNodeID]bool{}
	for _, n := range tree.Nodes {
		role := ""
		if n.Role != nil {
			_ = json.Unmarshal(n.Role.Value, &role)
		}
		if n.Ignored || seen[n.BackendDOMNodeID] || !oneOf(role, roles) {
			continue
		}
		seen[n.BackendDOMNodeID] = true
		node, err := chromedp.Call(v.ctx, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: n.BackendDOMNodeID})
		if err != nil {
			return nil, err
		}
		if node.Object.ObjectID == "" {
			continue
		}
		found = append(found, element{v: v, object: node.Object.ObjectID, role: role})
	}
	return found, nil
}

func oneOf(role string, roles []string) bool {
	for _, r := range roles {
		if r == role {
			return true
		}
	}
	return false
}

// the waits for the one thing with the name and one of the roles.
func (v *visitor) the(name string, roles ...string) element {
	v.t.Helper()
	name = v.w(name)
	var one element
	v.until(fmt.Sprintf("one %s %q", strings.Join(roles, " or "), name), func() (bool, string) {
		found, err := v.find(name, roles...)
		if err != nil {
			return false, err.Error()
		}
		if len(found) != 1 {
			return false, fmt.Sprintf("%d of them in: %s", len(found), v.text())
		}
		one = found[0]
		return true, ""
	})
	return one
}

// none waits until nothing has the name and one of the roles.
func (v *visitor) none(name string, roles ...string) {
	v.t.Helper()
	name = v.w(name)
	v.until(fmt.Sprintf("no %s %q", strings.Join(roles, " or "), name), func() (bool, string) {
		found, err := v.find(name, roles...)
		if err != nil {
			return false, err.Error()
		}
		return len(found) == 0, fmt.Sprintf("%d of them", len(found))
	})
}

// js calls a function with the element as this, and returns what it returns.
func js[T any](e element, function string, arguments ...string) (T, error) {
	var value T
	p := runtime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: e.object, ReturnByValue: ptr(true), UserGesture: ptr(true)}
	for _, a := range arguments {
		quoted, _ := json.Marshal(a)
		p.Arguments = append(p.Arguments, &runtime.CallArgument{Value: quoted})
	}
	r, err := chromedp.Call(e.v.ctx, runtime.CallFunctionOn, p)
	if err != nil {
		return value, err
	}
	if r.ExceptionDetails != nil {
		text := r.ExceptionDetails.Text
		if e := r.ExceptionDetails.Exception; e != nil {
			text += " " + e.Description
		}
		return value, errors.New(text)
	}
	if len(r.Result.Value) > 0 {
		err = json.Unmarshal(r.Result.Value, &value)
	}
	return value, err
}

func ptr[T any](value T) *T { return &value }

// place brings the element into view and tells where to press it.
func (e *element) place() error {
	at, err := js[struct {
		X, Y    float64
		Covered string
	}](*e, `function () {
		this.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
		const box = this.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2
		const top = document.elementFromPoint(x, y)
		const covered = top && (this.contains(top) || top.contains(this) || top.closest('label')?.control === this) ? '' : 'covered by ' + (top?.outerHTML.slice(0, 120) ?? 'nothing')
		return { X: x, Y: y, Covered: covered }
	}`)
	e.x, e.y, e.covered = at.X, at.Y, at.Covered
	return err
}

// press clicks with the mouse, as often as told, quickly.
func (e element) press(times int) {
	e.v.t.Helper()
	e.v.until("something to press", func() (bool, string) {
		if err := e.place(); err != nil {
			return false, err.Error()
		}
		return e.covered == "", e.covered
	})
	mouse := func(kind input.DispatchMouseEventType, count int) {
		p := input.DispatchMouseEventParams{Type: kind, X: e.x, Y: e.y}
		if kind != input.DispatchMouseEventTypeMouseMoved {
			p.Button, p.ClickCount = input.MouseButtonLeft, int64(count)
		}
		e.v.call(chromedp.Call(e.v.ctx, input.DispatchMouseEvent, p))
	}
	mouse(input.DispatchMouseEventTypeMouseMoved, 0)
	for i := range times {
		mouse(input.DispatchMouseEventTypeMousePressed, i+1)
		mouse(input.DispatchMouseEventTypeMouseReleased, i+1)
	}
}

// click presses the one link, button, box or option with the name.
func (v *visitor) click(name string) {
	v.t.Helper()
	v.the(name, "link", "button", "checkbox", "radio", "option").press(1)
}

// tab opens a tab; without scripts all of them are on the page already.
func (v *visitor) tab(name string) {
	v.t.Helper()
	if !v.scripts {
		v.the(name, "heading")
		return
	}
	v.the(name, "tab").press(1)
	v.selected(name)
}

func (v *visitor) selected(tab string) {
	v.t.Helper()
	v.until("the tab "+tab, func() (bool, string) {
		is, err := js[string](v.the(tab, "tab"), `function () { return this.getAttribute('aria-selected') }`)
		return err == nil && is == "true", fmt.Sprint(is, err)
	})
}

var fieldRoles = []string{"textbox", "combobox", "checkbox"}

func (v *visitor) field(label string) element {
	v.t.Helper()
	return v.the(label, fieldRoles...)
}

// fill writes over what a field holds, with the keyboard.
func (v *visitor) fill(label, text string) {
	v.t.Helper()
	v.put(label, text)
	v.leave()
}

// put is fill without leaving the field.
func (v *visitor) put(label, text string) {
	v.t.Helper()
	field := v.field(label)
	field.press(1)
	v.call(js[any](field, `function () { this.select() }`))
	if text == "" {
		v.pressKey("Delete")
		return
	}
	v.write(text)
}

// write types text into what has the focus.
func (v *visitor) write(text string) {
	v.t.Helper()
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			v.pressKey("Enter")
		}
		if line != "" {
			v.do(chromedp.KeyEvent(line))
		}
	}
}

// leave puts the focus elsewhere, as pressing beside the fields does.
func (v *visitor) leave() {
	v.t.Helper()
	v.pressKey("Tab")
	v.rest()
}

// rest waits until no request is under way and none is about to begin.
func (v *visitor) rest() {
	v.t.Helper()
	if v.scripts {
		v.ready()
	}
}

// choose takes an option of a list.
func (v *visitor) choose(label, name string) {
	v.t.Helper()
	field := v.field(label)
	v.call(js[any](field, `function (name) {
		const option = [...this.options].find(o => o.label === name)
		if (!option) throw new Error('no option ' + name + ' among ' + [...this.options].map(o => o.label))
		this.focus()
		this.value = option.value
		this.dispatchEvent(new Event('input', { bubbles: true }))
		this.dispatchEvent(new Event('change', { bubbles: true }))
	}`, v.w(name)))
	v.rest()
}

// value is what a field holds: its text, the chosen option's, or ticked.
func (v *visitor) value(label string) string {
	v.t.Helper()
	value, err := js[string](v.field(label), `function () {
		if (this.type === 'checkbox') return this.checked ? 'ticked' : ''
		return this.tagName === 'SELECT' ? this.selectedOptions[0]?.label ?? '' : this.value
	}`)
	if err != nil {
		return err.Error()
	}
	return plain(value)
}

// holds waits until a field holds the value.
func (v *visitor) holds(label, value string) {
	v.t.Helper()
	want := plain(v.w(value))
	v.until(fmt.Sprintf("%s with %q", v.w(label), want), func() (bool, string) {
		value := v.value(label)
		return value == want, value
	})
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

// focus tells what has the focus: tag, id and text.
func (v *visitor) focus() string {
	return plain(eval[string](v, `(e => e.tagName.toLowerCase() + ' ' + e.id + ' ' + (e.innerText ?? '').slice(0, 60))(document.activeElement)`))
}

func (v *visitor) focusOn(id string) {
	v.t.Helper()
	v.until("the focus on "+id, func() (bool, string) {
		saw := eval[string](v, `document.activeElement.id`)
		return saw == id, v.focus()
	})
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

var keys = map[string]struct {
	code int64
	text string
}{
	"Enter": {13, "\r"}, "Tab": {9, ""}, "Escape": {27, ""}, " ": {32, " "}, "Delete": {46, ""}, "Backspace": {8, ""},
	"ArrowLeft": {37, ""}, "ArrowUp": {38, ""}, "ArrowRight": {39, ""}, "ArrowDown": {40, ""}, "Home": {36, ""}, "End": {35, ""},
}

// pressKey presses and releases a key as a keyboard does; "Shift+Tab" works too.
func (v *visitor) pressKey(name string) {
	v.t.Helper()
	key, modifiers := name, int64(0)
	if rest, shifted := strings.CutPrefix(name, "Shift+"); shifted {
		key, modifiers = rest, 8
	}
	k, ok := keys[key]
	if !ok {
		v.t.Fatalf("no key %q", key)
	}
	code := key
	if key == " " {
		code = "Space"
	}
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		p := input.DispatchKeyEventParams{Type: kind, Key: key, Code: code, Modifiers: modifiers, WindowsVirtualKeyCode: k.code}
		if kind == input.DispatchKeyEventTypeKeyDown {
			p.Text = k.text
		}
		v.call(chromedp.Call(v.ctx, input.DispatchKeyEvent, p))
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
