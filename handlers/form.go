package handlers

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"verkoop/crm"
)

// form is what a browser posted.
type form struct{ values map[string][]string }

// readForm reads the posted fields; what stands in the address does not count.
func readForm(c *fiber.Ctx) form {
	f := form{map[string][]string{}}
	if m, err := c.MultipartForm(); err == nil { // a form that may carry a file
		for name, values := range m.Value {
			f.values[name] = append(f.values[name], values...)
		}
	}
	c.Request().PostArgs().VisitAll(func(key, value []byte) {
		f.values[string(key)] = append(f.values[string(key)], string(value))
	})
	return f
}

// get is the field's last value, or empty.
func (f form) get(name string) string {
	all := f.values[name]
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

func (f form) has(name string) bool { return len(f.values[name]) > 0 }

// line is a value without white space around it.
func (f form) line(field crm.Field) string { return strings.TrimSpace(f.get(string(field))) }

// text is a value with the line ends that are stored; browsers send CRLF.
func (f form) text(field crm.Field) string {
	return strings.ReplaceAll(f.get(string(field)), "\r\n", "\n")
}

// shown tells whether the form had the checkbox: browsers do not send an empty one.
func (f form) shown(field crm.Field) bool {
	for _, s := range f.values["shown"] {
		if s == string(field) {
			return true
		}
	}
	return false
}

// autoSuffix names the hidden field that holds what followed by itself when the
// form was rendered: a field that still holds it was not typed in.
const autoSuffix = "_auto"

// keptPrefix names the hidden field that holds what was typed in a field that
// the present stage does not show, to restore it when choosing back.
const keptPrefix = "kept_"

// changed tells whether the user changed the field from what was rendered.
func (f form) changed(field crm.Field, rendered string) bool {
	name := string(field)
	if !f.has(name) {
		return false
	}
	if f.has(name + autoSuffix) {
		rendered = f.get(name + autoSuffix)
	}
	return strings.TrimSpace(f.text(field)) != strings.TrimSpace(rendered)
}

// state is the state whose fields the form shows, as stateOf says it.
func (f form) state() string {
	switch {
	case f.has(string(crm.FieldSoldReason)):
		return "sold"
	case f.has(string(crm.FieldLostReason)):
		return "lost"
	case f.has(string(crm.FieldReopen)):
		return "stalled"
	}
	return "open"
}
