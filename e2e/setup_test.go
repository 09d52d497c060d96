package e2e

// setupStates are the pages of types, stages, guides, lists and currencies.
var setupStates = []state{
	{"types", func(v *visitor) { v.open("/settings/types") }, admin},
	{"type", func(v *visitor) { v.open("/settings/types/new-customer") }, admin},
	{"type-new", func(v *visitor) { v.open("/settings/types/new") }, admin},
	{"type-refused", func(v *visitor) {
		v.open("/settings/types/renewal")
		v.click("Offerte")
		v.click("Verkoopgids")
		v.fill("Naam in het Engels", "")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, admin},
	{"guide-item", func(v *visitor) { v.open("/settings/types/new-customer/items/visit") }, admin},
	{"stages", func(v *visitor) { v.open("/settings/stages") }, admin},
	{"stage", func(v *visitor) { v.open("/settings/stages/quote") }, admin},
	{"lists", func(v *visitor) { v.open("/settings/lists") }, admin},
	{"list-of-values", func(v *visitor) {
		v.open("/settings/lists/sources/source-fair/deletion")
		v.click("Ja")
		v.see("Beurs is verwijderd. U kunt dit herstellen.")
	}, admin},
	{"value", func(v *visitor) { v.open("/settings/lists/sources/source-fair") }, admin},
	{"currencies", func(v *visitor) { v.open("/settings/currencies") }, admin},
	{"currency-refused", func(v *visitor) {
		v.open("/settings/currencies/USD")
		v.fill("Koers", "0,9.2")
		v.allow(422)
		v.click("Opslaan")
		v.focusOn("problem")
	}, admin},
	{"value-deletion", func(v *visitor) {
		v.open("/settings/lists/sources")
		v.click("Verwijderen: Aanbeveling")
		v.the("Aanbeveling verwijderen?", "heading")
	}, admin},
	{"stage-refused", func(v *visitor) {
		v.open("/settings/stages")
		v.click("Verwijderen: Offerte")
		v.the("Sluiten", "link")
	}, admin},
	{"type-changed-meanwhile", func(v *visitor) {
		other := visit(v.t, v.address, v.lang, as(admin))
		v.open("/settings/stages/quote")
		other.open("/settings/stages/quote")
		other.fill("Naam in het Engels", "Proposal")
		other.click("Opslaan")
		other.see("Proposal")
		v.fill("Naam in het Engels", "Tender")
		v.allow(409)
		v.click("Opslaan")
		v.focusOn("problem")
		v.holds("Naam in het Engels", "Tender")
	}, admin},
}
