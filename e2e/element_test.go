package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// element is something on the page, found by its role and accessible name.
type element struct {
	v       *visitor
	object  runtime.RemoteObjectID
	name    string   // by which it is found again, where the page was loaded anew
	roles   []string // meanwhile
	x, y    float64
	covered string
}

// named are the elements that may be called name: of what can be acted on or is
// said as a heading, those with the name somewhere in what it could come from.
const named = `(name => {
	const bare = s => (s ?? '').replace(/\s+/g, '')
	return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, h1, h2, h3, [role]')].filter(e => e.getClientRects().length &&
		[e.textContent, e.getAttribute('aria-label'), e.title, ...[...(e.labels ?? [])].map(l => l.textContent),
			...(e.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent)]
			.some(text => bare(text).includes(bare(name))))
})(%s)`

// find looks once for what has one of the roles and exactly the name, as the
// browser tells them to a screen reader. Asking about the few that may be called
// so is much faster than searching the whole tree.
func (v *visitor) find(name string, roles ...string) (found []element, err error) {
	quoted, _ := json.Marshal(name)
	list, err := chromedp.Call(v.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: fmt.Sprintf(named, quoted)})
	if err != nil {
		return nil, err
	}
	if list.ExceptionDetails != nil {
		return nil, errors.New(list.ExceptionDetails.Text)
	}
	candidates, err := chromedp.Call(v.ctx, runtime.GetProperties, runtime.GetPropertiesParams{ObjectID: list.Result.ObjectID, OwnProperties: ptr(true)})
	if err != nil {
		return nil, err
	}
	for _, c := range candidates.Result {
		if c.Value == nil || c.Value.Subtype != runtime.RemoteObjectSubtypeNode {
			continue
		}
		tree, err := chromedp.Call(v.ctx, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: c.Value.ObjectID, FetchRelatives: ptr(false)})
		if err != nil {
			return nil, err
		}
		for _, n := range tree.Nodes {
			if role := said(n.Role); !n.Ignored && oneOf(role, roles) && plain(said(n.Name)) == plain(name) {
				found = append(found, element{v: v, object: c.Value.ObjectID})
			}
		}
	}
	return found, nil
}

// said is what the browser tells a screen reader.
func said(value *accessibility.Value) (text string) {
	if value != nil {
		_ = json.Unmarshal(value.Value, &text)
	}
	return text
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
		one.name, one.roles = name, roles
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
			if found, _ := e.v.find(e.name, e.roles...); e.name != "" && len(found) == 1 {
				e.object = found[0].object
			}
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
	e := v.the(name, "link", "button", "checkbox", "radio", "option")
	if v.scripts || !e.leaves() {
		e.press(1)
		return
	}
	eval[any](v, `void (window.left = true)`)
	e.press(1)
	v.until("another page after "+e.name, func() (bool, string) {
		return !eval[bool](v, `window.left === true`), v.here()
	})
	v.ready()
}

// leaves tells whether pressing it asks for another page; without scripts nothing else
// tells that the page pressed on is still the one before.
func (e element) leaves() bool {
	is, err := js[bool](e, `function () {
		if (this.matches('button')) return this.type === 'submit' && !!this.form
		return this.matches('a[href]:not([download])') && this.href.split('#')[0] !== location.href.split('#')[0]
	}`)
	return err == nil && is
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
	v.insert(text)
}

// insert puts text in place of what is selected, all at once.
func (v *visitor) insert(text string) {
	v.t.Helper()
	if text == "" {
		v.pressKey("Delete")
		return
	}
	v.call(chromedp.Call(v.ctx, input.InsertText, input.InsertTextParams{Text: text}))
}

// write types text into what has the focus, key by key.
func (v *visitor) write(text string) {
	v.t.Helper()
	v.do(chromedp.KeyEvent(text))
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

var keys = map[string]struct {
	code int64
	text string
}{
	"Enter": {13, "\r"}, "Tab": {9, ""}, "Escape": {27, ""}, " ": {32, " "}, "Delete": {46, ""}, "Backspace": {8, ""},
	"/": {191, "/"}, "ArrowLeft": {37, ""}, "ArrowUp": {38, ""}, "ArrowRight": {39, ""}, "ArrowDown": {40, ""}, "Home": {36, ""}, "End": {35, ""},
}

// pressKey presses and releases a key as a keyboard does; "Shift+Tab" works too.
func (v *visitor) pressKey(name string) {
	v.t.Helper()
	key, modifiers := name, int64(0)
	if rest, shifted := strings.CutPrefix(name, "Shift+"); shifted {
		key, modifiers = rest, 8
	}
	if rest, held := strings.CutPrefix(name, "Ctrl+"); held {
		key, modifiers = rest, 2
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
