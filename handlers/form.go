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

// restore puts what was typed for an outcome back where the form chooses that
// outcome again: it travelled along while another was shown.
func (f form) restore() {
	outcome := crm.Outcome(f.get(string(crm.FieldStage)))
	if outcome != crm.Sold && outcome != crm.Lost {
		outcome = crm.Open
	}
	was := f.outcome()
	f.restoreCompleted(was, outcome)
	for _, field := range outcome.Fields() {
		if kept := f.get(keptPrefix + string(field)); kept != "" && !f.has(string(field)) && !f.shown(field) {
			f.values[string(field)] = []string{kept}
		}
	}
	if kept := f.get(keptPrefix + string(crm.FieldProbability)); kept != "" && was != crm.Open && outcome == crm.Open {
		f.values[string(crm.FieldProbability)] = []string{kept}
	}
}

// keptTick names the hidden field that holds whether Completed was ticked in the form
// of that outcome, "true" or "false".
func keptTick(o crm.Outcome) string {
	return keptPrefix + string(crm.FieldCompleted) + "_" + string(o)
}

// restoreCompleted tells the ticks of sold and lost apart: both forms show the box, and
// neither's tick speaks for the other, nor for an open sale.
func (f form) restoreCompleted(was, outcome crm.Outcome) {
	if was == outcome {
		return
	}
	name := string(crm.FieldCompleted)
	if was != crm.Open {
		f.values[keptTick(was)] = []string{strconv.FormatBool(f.get(name) != "")}
		delete(f.values, name)
	}
	switch kept := f.get(keptTick(outcome)); {
	case outcome != crm.Open && kept == "true":
		f.values[name] = []string{"true"}
	case outcome == crm.Open || kept == "": // never ticked there: what becomes of it follows by itself
		f.values["shown"] = slices.DeleteFunc(slices.Clone(f.values["shown"]), func(field string) bool { return field == name })
	}
}

// outcome is the one whose fields the form shows.
func (f form) outcome() crm.Outcome {
	switch {
	case f.has(string(crm.FieldSoldReason)):
		return crm.Sold
	case f.has(string(crm.FieldLostReason)):
		return crm.Lost
	}
	return crm.Open
}

// state is the state whose fields the form shows, as stateOf says it.
func (f form) state() string {
	if o := f.outcome(); o != crm.Open || !f.has(string(crm.FieldReopen)) {
		return string(o)
	}
	return "stalled"
}
