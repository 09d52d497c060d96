package views

import "verkoop/locales"

// Page is what every page and fragment has. The language travels in it:
// templates write {{.T "key"}}.
type Page struct {
	*locales.Texts
	Lang     string // "nl" or "en": <html lang>
	Title    string // of the page, without the product's name; "Fout: " before it is in it already
	CSRF     string // for hidden _csrf fields and the body's header
	Fragment bool   // a part for htmx, not a whole page
	User     string // id of who is signed in, so that the page can tell that it is somebody else's by now
	Me       Person // without a name: nobody is signed in
	May      May
	Find     FindBox
	Section  string // which entry of the header is current: "sales", "find", "parties", "settings", "account" or ""
	Here     string // path and query of this page, for the language form to come back to
	Status   string // a sentence for role=status after something was done; empty for none
	// EditForm is the id of the form on the page that the language buttons submit,
	// so that what was typed is kept (HTMX.md 10); empty for the plain switch.
	EditForm     string
	EditLanguage string // the address they post it to
}

// May says which entries of the header there are.
type May struct{ Register, Party, Settings bool }

// Languages are the entries of the language switch.
func (p Page) Languages() []locales.Language { return locales.Languages[:] }

// Person is a user as shown: with two letters for the round face.
type Person struct {
	Name, Initials string
	Me             bool // the reader; lists set the own name in ink
}

// Money is an amount in the parts that are set differently.
type Money struct {
	Symbol, Whole, Minor string // "€ ", "48.500", ",00"
	Negative             bool
}

// Status is a sale's mark: never by colour alone.
type Status struct {
	Key   string // "open", "sold", "lost", "stalled": the class and the icon follow from it
	Label string // its word
}

// Pips are the stages under a stage's name; decoration, the word speaks.
type Pips struct {
	Status string // as Status.Key: the colour
	Dots   []bool // one per stage, true up to and including the current one; empty for a type without stages
}

// Row is one label with its value in view mode.
type Row struct {
	ID           string // where the row is swapped by itself
	Label, Value string
	Note         string // after the value, quieter: "volgt de fase"
	Empty        bool   // Value is a word for nothing ("Geen")
	Href         string // the value is a link
	Tone         string // "" or "late" (red, with icon) or "stalled" (amber, with icon)
	Face         string // two letters before an owner's name
	Money        *Money // instead of Value
	First        bool   // comes first on narrow screens (next activity)
	Pair         bool   // short: two stand side by side on narrow screens
}

// Tab is one of the card's tabs. Without scripts all panels show, one after another.
type Tab struct {
	Key      string // "sale", "details", "more", "note", "links": panel id is {{.ID}}-panel-{{.Key}}
	Label    string
	Href     string // the same page with ?tab=
	Selected bool
	Dot      bool // holds text; also said (form.tab.has_text)
	Count    int  // links; 0 shows nothing
	Errors   int  // problems on this tab; instead of dot and count
}
