package views

// Guide is the sales guide below the card (sales/_guide): its stages, and what is
// suggested in the one that is shown, or in all.
type Guide struct {
	Show   bool
	ID     string // of the region that is swapped: "sale-1042-guide"
	Ticks  string // "2 van 4": stages that are ticked
	All    bool   // every stage is shown
	Page   string // address of the page, to show it with one stage or with all (GET)
	Get    string // hx-get of the guide alone
	Hidden []Hidden
	Steps  []Step
	Stages []GuideStage // what is shown
}

// Step is a stage of the guide.
type Step struct {
	ID                        string // "sale-1042-step-quote"
	Stage                     string // the value that a form sends
	Label, State, Probability string // State in words: "Voltooid", "Huidige fase", "Volgt nog"
	Done, Current             bool
	Shown                     bool   // its items stand below
	Href, Get                 string // address of the page with its items, hx-get of the guide with them
	Move                      string // address that the form "Ga naar deze fase" sends to, with _method in it; empty: not offered
	Put                       string // hx-put of the same; empty: the form is sent as it is and leads to the card in edit mode
	Version                   string // of the sale, that the form sends
	Focus                     bool   // the sale was just moved here
}

// GuideStage is a stage whose items are shown.
type GuideStage struct {
	ID      string
	Label   string
	State   string // in words
	Columns [2]GuideColumn
}

// GuideColumn is what is suggested of one sort.
type GuideColumn struct {
	ID      string
	Heading string // "Vervolgactiviteiten"
	Count   string // "1 van 3 voltooid"; empty where there are none
	None    string // said where there are none
	Items   []GuideItem
}

// GuideItem is a follow-up or document that the guide suggests.
type GuideItem struct {
	ID         string // "sale-1042-item-survey"
	Name       string
	Purpose    string // what it is for; or empty
	Icon, Kind string // as of ActivityRow
	State      string // where nothing was made: "nog niet gemaakt"
	Create     string // address of its form; empty: nothing may be made
	Another    bool   // something was made: the word is "Nog een maken"
	Retired    string // a word for an item that is no longer in the guide; or empty
	Made       []GuideActivity
}

// GuideActivity is what was made for an item.
type GuideActivity struct {
	ID       string // "guide-activity-<id>"
	Text     string // where it is another than the item's name
	When     string
	Late     bool
	Owner    string
	Done     bool
	Edit     string // address of its form; empty: only to look at
	Complete string // PUT, as of ActivityRow
	BoxLabel string
	Href     string // of a document: where it is
	File     *File  // that was uploaded; nil: none
}

// GuideSuggestion is the dialog that offers the next item by itself, or the page of
// the same without scripts (guide/_suggestion, guide/suggestion).
type GuideSuggestion struct {
	Page
	Heading string // "Vervolgactiviteit", "Document"
	Icon    string
	Intro   string // "De verkoopgids stelt voor: …"
	Facts   []Row
	Action  string // POST: makes it. Empty for a document, which is made with its form
	Form    string // address of the form: where it can be changed first
	Key     string // one-time
	Always  string // the words of the box; empty: it is not offered
	Cancel  string
}

// GuideMoveOn is the dialog that asks whether to move to the next stage, or the page
// of the same (guide/_move_on, guide/move_on).
type GuideMoveOn struct {
	Page
	Heading string // "Verder naar Onderhandeling?"
	Text    string // "Alle onderdelen van de fase Offerte zijn voltooid."; empty where they are not
	Action  string // POST, with _method=PUT in it
	Put     string // hx-put
	Stage   string
	Version string
	Cancel  string
}
