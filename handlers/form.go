package handlers

import (
	"slices"
	"strconv"
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

// stateFields are the fields that only the form of that outcome shows.
var stateFields = map[string][]crm.Field{
	"open": {crm.FieldExpected, crm.FieldStalled, crm.FieldReopen, crm.FieldStalledReason},
	"sold": {crm.FieldClosed, crm.FieldSoldReason, crm.FieldCompleted},
	"lost": {crm.FieldClosed, crm.FieldLostReason, crm.FieldCompleted},
}

// restore puts what was typed for an outcome back where the form chooses that
// outcome again: it travelled along while another was shown.
func (f form) restore() {
	outcome := f.get(string(crm.FieldStage))
	if outcome != "sold" && outcome != "lost" {
		outcome = "open"
	}
	f.restoreCompleted(outcome)
	for _, field := range stateFields[outcome] {
		if kept := f.get(keptPrefix + string(field)); kept != "" && !f.has(string(field)) && !f.shown(field) {
			f.values[string(field)] = []string{kept}
		}
	}
	closed := f.state() == "sold" || f.state() == "lost"
	if kept := f.get(keptPrefix + string(crm.FieldProbability)); kept != "" && closed && outcome == "open" {
		f.values[string(crm.FieldProbability)] = []string{kept}
	}
}

// keptTick names the hidden field that holds whether Completed was ticked in the form
// of that outcome, "true" or "false".
func keptTick(outcome string) string {
	return keptPrefix + string(crm.FieldCompleted) + "_" + outcome
}

// restoreCompleted tells the ticks of sold and lost apart: both forms show the box, and
// neither's tick speaks for the other.
func (f form) restoreCompleted(outcome string) {
	was, name := f.state(), string(crm.FieldCompleted)
	if was == outcome || outcome == "open" || was != "sold" && was != "lost" {
		return
	}
	f.values[keptTick(was)] = []string{strconv.FormatBool(f.get(name) != "")}
	delete(f.values, name)
	switch f.get(keptTick(outcome)) {
	case "true":
		f.values[name] = []string{"true"}
	case "": // never ticked there: what becomes of it follows by itself
		f.values["shown"] = slices.DeleteFunc(slices.Clone(f.values["shown"]), func(field string) bool { return field == name })
	}
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
