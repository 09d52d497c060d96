package e2e

import (
	"net/url"
	"testing"
)

// sought is the address of the Find screen with these criteria.
func sought(criteria ...string) string {
	return "/find?" + url.Values{"q": criteria}.Encode()
}

// large is a search of every kind of control.
var large = sought("stage.one_of:negotiation|closing", "expected.between:2026-11-01|2027-01-31", "amount.above:40000", "or", "amount.above:80000")

var findStates = []state{
	{"find-blank", func(v *visitor) { v.open("/find"); v.see("60 verkopen") }, ""},
	{"find-results", func(v *visitor) { v.open(large + "&sort=amount&order=desc") }, ""},
	{"find-kinds", func(v *visitor) {
		v.open(sought("title.begins:mag scan", "company.one_of:vandongen", "owner.me", "percentage.between:10|35.5", "note.filled", "or", "next.passed", "sold_reason.one_of:price"))
	}, ""},
	{"find-choices", func(v *visitor) {
		v.open(large)
		v.the("Waarde 1", "DisclosureTriangle", "button").press(1)
	}, ""},
	{"find-columns", func(v *visitor) {
		v.open("/find?q=outcome.one_of:open&cols=number,title,company,contact,type,stage,probability,amount,profit,percentage,date,next,owner")
		v.the("Kolommen", "DisclosureTriangle", "button").press(1)
	}, ""},
	{"find-none", func(v *visitor) { v.open(sought("title.words:bestaatniet")) }, ""},
	{"find-wrong", func(v *visitor) {
		v.allow(422)
		v.open(sought("kleur.is:rood", "expected.on:99-99-9999", "stage.one_of", "amount.between:1|veel", "title.is:x"))
	}, ""},
	{"find-save", func(v *visitor) {
		v.open(large)
		v.click("Opslaan als selectie")
		v.the("Naam", "textbox")
	}, ""},
	{"list-sought", func(v *visitor) { v.open("/sales?q=amount.above:40000&q=owner.me") }, ""},
	{"sale-found", func(v *visitor) { v.open("/sales/1042?in=find&q=amount.above:40000") }, ""},
}

var _ = testing.Short
