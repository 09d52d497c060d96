package views

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"verkoop/locales"
	"verkoop/static"
)

// rendered is every template that handlers use, with data, in one language.
func rendered(t *testing.T, l locales.Language) map[string]string {
	t.Helper()
	bundle, err := locales.LoadReporting(func(p locales.Problem) { t.Errorf("%s %s: %s", p.Language, p.Key, p.What) })
	if err != nil {
		t.Fatal(err)
	}
	files, err := static.New()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := New(files.Path, bundle)
	if err != nil {
		t.Fatal(err)
	}
	s := sample{bundle.For(l), l == locales.NL}

	empty := s.index()
	empty.Rows, empty.Skip = nil, true
	part := s.show("open", "sale")
	part.Fragment, part.Status = true, s.w("Verkoop 1042 is opgeslagen", "Sale 1042 has been saved")
	saved := s.show("stalled", "sale")
	saved.Status = part.Status
	form := s.form("open", "sale")
	form.Fragment = true
	all := []string{"title", "amount", "cost", "profit", "percentage", "amount_copy", "bar", "currency", "type", "stage", "probability", "when", "company", "contact", "competitor", "links"}
	failure := Failure{Page: s.page("x"), Heading: s.w("Deze pagina bestaat niet", "This page does not exist"), Text: s.w("Controleer het adres, of zoek de verkoop op.", "Check the address, or look the sale up."), Request: "r1", Back: "/sales"}
	outside := failure
	outside.Me, outside.May, outside.Section = Person{}, May{}, ""

	out := map[string]string{}
	for _, page := range []struct {
		name, template string
		data           any
	}{
		{"list", "sales/index", s.index()},
		{"list-empty", "sales/index", empty},
		{"show", "sales/show", s.show("open", "sale")},
		{"show-sold", "sales/show", s.show("sold", "details")},
		{"show-lost", "sales/show", s.show("lost", "links")},
		{"show-stalled", "sales/show", saved},
		{"show-part", "sales/_card", part},
		{"edit", "sales/edit", s.form("open", "sale")},
		{"edit-stalled", "sales/edit", s.form("stalled", "sale")},
		{"edit-sold", "sales/edit", s.form("sold", "sale")},
		{"edit-lost", "sales/edit", s.form("lost", "sale")},
		{"edit-problems", "sales/edit", s.problems()},
		{"edit-loss", "sales/edit", s.loss()},
		{"edit-links", "sales/edit", s.form("open", "links")},
		{"edit-part", "sales/_card_edit", form},
		{"links-part", "sales/_links", s.form("open", "links")},
		{"new", "sales/edit", s.registering()},
		{"recalculation", "sales/_recalculation", Recalculation{SaleForm: s.problems(), Swap: all}},
		{"conflict", "sales/conflict", s.conflict()},
		{"conflict-part", "sales/_card_conflict", s.conflict()},
		{"conflict-save", "sales/_conflict_save", s.conflict()},
		{"list-sought", "sales/index", s.sought()},
		{"list-problems", "sales/index", s.soughtBadly()},
		{"count", "sales/count", s.tally()},
		{"count-part", "sales/_tally_part", s.tally()},
		{"place", "sales/place", Place{Page: s.page("x"), ID: "sale-1042", Text: s.T("search.place_of", "place", 7, "total", 13), Back: "/sales/1042"}},
		{"place-part", "sales/_place", Place{Page: s.page(""), ID: "sale-1042", Href: "/sales/1042/place?from=x"}},
		{"find", "find/index", s.find()},
		{"find-part", "find/_index", s.find()},
		{"find-empty", "find/index", s.findNothing()},
		{"find-problems", "find/index", s.findProblems()},
		{"find-criteria", "find/_criteria", s.find().Criteria},
		{"find-line", "find/_line_rest", s.find().Criteria.Lines[0]},
		{"find-line-values", "find/_line_values", s.find().Criteria.Lines[2]},
		{"find-counts", "find/_counts", Counts{Page: s.page(""), Counts: []Count{{"my_open", "4", s.w(" verkopen", " sales")}}}},
		{"selection", "selections/form", s.selection()},
		{"selection-part", "selections/_form", s.selectionNew()},
		{"list-due", "sales/index", s.due()},
		{"board", "sales/board", s.board()},
		{"board-empty", "sales/board", s.boardEmpty()},
		{"board-none", "sales/board", s.boardOfNothing()},
		{"board-count", "sales/count", s.boardCount()},
		{"board-count-part", "sales/_tally_part", s.boardCount()},
		{"board-moved-part", "sales/_board_moved", s.boardMoved(false, false)},
		{"board-move-part", "sales/_board_moved", s.boardMoved(true, false)},
		{"board-conflict-part", "sales/_board_moved", s.boardMoved(false, true)},
		{"move", "sales/move", s.move("open", false)},
		{"move-sold", "sales/move", s.move("sold", false)},
		{"move-part", "sales/_move", s.move("lost", true)},
		{"move-follows-part", "sales/_move_follows", s.move("sold", true)},
		{"found-part", "shared/_find_list", s.found("venlo")},
		{"found-recent-part", "shared/_find_list", s.found("")},
		{"found-none-part", "shared/_find_list", s.foundNone()},
		{"show-as-it-was", "sales/show", s.asItWas()},
		{"show-stalled-now", "sales/_card", s.stalledNow()},
		{"activity", "activities/form", s.activityForm(false)},
		{"activity-part", "activities/_form", s.afterStall()},
		{"activity-problems", "activities/form", s.activityProblems()},
		{"document", "activities/form", s.activityForm(true)},
		{"activity-deletion", "activities/deletion", s.activityDeletion(false)},
		{"activity-deletion-part", "activities/_deletion", s.activityDeletion(true)},
		{"activity-saved", "activities/_saved", s.saved()},
		{"guide-part", "sales/_guide", s.guideOf(false, false)},
		{"guide-all", "sales/show", s.guideOf(true, false)},
		{"guide-read-only", "sales/show", s.guideOf(true, true)},
		{"guide-moved", "sales/_moved", s.moved(false)},
		{"guide-not-moved", "sales/_moved", s.moved(true)},
		{"suggestion", "guide/suggestion", s.suggestion(false)},
		{"suggestion-document", "guide/suggestion", s.suggestion(true)},
		{"move-on", "guide/move_on", s.moveOn()},
		{"suggestion-part", "activities/_saved", s.suggested()},
		{"move-on-part", "activities/_saved", s.askedToMoveOn()},
		{"failure-of-sale", "shared/failure", s.notMoved()},
		{"history", "sales/history", s.historyPage(false)},
		{"history-problems", "sales/history", s.historyPage(true)},
		{"history-part", "sales/_history_entries", s.historyPage(false)},
		{"deletion", "sales/deletion", s.deletion()},
		{"deletion-part", "sales/_deletion", s.deletion()},
		{"failure", "shared/failure", failure},
		{"failure-part", "shared/_failure", failure},
		{"log-in", "access/log_in", s.logIn()},
		{"log-in-refused", "access/log_in", s.logInRefused()},
		{"log-in-problems", "access/log_in", s.logInProblems()},
		{"log-in-demo", "access/log_in", s.logInDemo()},
		{"log-in-part", "access/_log_in", s.logInDialog()},
		{"logged-in-part", "access/_logged_in", s.account().Page},
		{"go-on", "access/go_on", s.goOn()},
		{"set-up", "access/set_up", s.setUp()},
		{"set-up-problems", "access/set_up", s.setUpProblems()},
		{"choose-password", "access/choose_password", s.choosePassword()},
		{"choose-password-problems", "access/choose_password", s.choosePasswordProblems()},
		{"message", "access/message", s.message()},
		{"account", "account/show", s.account()},
		{"account-problems", "account/show", s.accountProblems()},
		{"settings", "settings/index", s.settings("", s.T("header.settings"))},
		{"users", "settings/users", s.users()},
		{"user-new", "settings/user", s.newUser()},
		{"user-new-problems", "settings/user", s.newUserProblems()},
		{"user", "settings/user", s.user()},
		{"user-invited", "settings/user", s.invited()},
		{"user-handing-over", "settings/user", s.handingOver()},
		{"jobs-part", "settings/_jobs", s.jobs(false)},
		{"jobs-done-part", "settings/_jobs", s.jobs(true)},
		{"hand-over", "settings/hand_over", s.handOver(false)},
		{"hand-over-problems", "settings/hand_over", s.handOverProblems()},
		{"hand-over-part", "settings/_hand_over", s.handOver(true)},
		{"groups", "settings/groups", s.groups()},
		{"groups-problems", "settings/groups", s.groupsProblems()},
		{"group", "settings/group", s.group(true)},
		{"group-empty", "settings/group", s.group(false)},
		{"shelf", "settings/shelf", s.shelf(false)},
		{"shelf-part", "settings/_shelf", s.shelf(true)},
		{"shelf-changed-part", "settings/_shelf", s.shelfProblems()},
		{"shelf-empty", "settings/shelf", s.emptyShelf()},
		{"lists", "settings/lists", s.lists()},
		{"setup-form", "settings/setup", s.setupForm()},
		{"setup-item", "settings/setup", s.item()},
		{"setup-conflict", "settings/conflict", s.setupConflict()},
		{"type", "settings/type", s.typeForm(false)},
		{"type-problems", "settings/type", s.typeForm(true)},
		{"type-new", "settings/type", s.newType()},
		{"guide-part", "settings/_guide", s.guideForm(true)},
		{"retirement", "settings/retirement", s.retirement(false, false)},
		{"retirement-part", "settings/_retirement", s.retirement(true, false)},
		{"retirement-refused", "settings/retirement", s.retirement(false, true)},
		{"audit", "settings/audit", s.audit()},
		{"audit-filtered", "settings/audit", s.auditFiltered()},
		{"audit-empty", "settings/audit", s.auditEmpty()},
		{"audit-older", "settings/audit", s.auditOlder()},
		{"account-calendar", "account/show", s.accountCalendar()},
		{"imports", "imports/index", s.imports(false)},
		{"imports-problem", "imports/index", s.imports(true)},
		{"import-columns", "imports/columns", s.importColumns(false)},
		{"import-columns-problem", "imports/columns", s.importColumns(true)},
		{"import-working", "imports/show", s.importWorking()},
		{"import-progress-part", "imports/_progress", s.importWorking()},
		{"import-checked", "imports/show", s.importChecked(false)},
		{"import-refused", "imports/show", s.importChecked(true)},
		{"import-done", "imports/show", s.importDone()},
		{"parties", "parties/index", s.partyIndex(true)},
		{"parties-none", "parties/index", s.partyIndex(false)},
		{"party", "parties/show", s.partyShow(false)},
		{"party-part", "parties/_card", s.partyShow(true)},
		{"party-edit", "parties/edit", s.partyForm(false)},
		{"party-edit-problems", "parties/edit", s.partyForm(true)},
		{"party-recalculation", "parties/_recalculation", PartyRecalculation{PartyForm: s.partyForm(false), Typed: &s.partyForm(true).Columns[0][1]}},
		{"party-conflict", "parties/conflict", s.partyConflict()},
		{"party-deletion", "parties/deletion", s.partyDeletion(false, false)},
		{"party-deletion-part", "parties/_deletion", s.partyDeletion(true, true)},
		{"failure-gate", "shared/failure", outside},
		{"options", "shared/_options", Options{Page: s.page(""), Name: "company", Found: "1", Options: []Option{{Value: "c1", Label: "Van Dam", Detail: "Venlo"}}}},
	} {
		var b bytes.Buffer
		if err := engine.Render(&b, l, page.template, page.data); err != nil {
			t.Errorf("%s: %v", page.name, err)
		}
		out[page.name] = b.String()
	}
	return out
}

// TestGallery writes every page, with the static files, into the folder that
// VIEWS_OUT names, to be looked at through any file server.
func TestGallery(t *testing.T) {
	folder := os.Getenv("VIEWS_OUT")
	if folder == "" {
		t.Skip("VIEWS_OUT names no folder")
	}
	files, err := static.New()
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, body []byte) {
		name = filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"app.css", "app.js", "htmx.js", "icons.svg", "mark.svg"} {
		body, _, _, _ := files.Open(files.Path(name), "")
		write(files.Path(name), body)
	}
	for _, l := range locales.Languages {
		for name, page := range rendered(t, l) {
			write(string(l)+"-"+name+".html", []byte(page))
		}
	}
}

// Every page can be rendered in both languages, and holds nothing that the
// content security policy or a browser would refuse.
func TestPages(t *testing.T) {
	for _, l := range locales.Languages {
		for name, page := range rendered(t, l) {
			for _, forbidden := range []string{"style=\"", "<style", "onclick", "hx-on", "ZgotmplZ", "<no value>", "javascript:"} {
				if strings.Contains(page, forbidden) {
					t.Errorf("%s %s: holds %s", l, name, forbidden)
				}
			}
			seen := map[string]bool{}
			for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
				if seen[id[1]] {
					t.Errorf("%s %s: two elements have the id %s", l, name, id[1])
				}
				seen[id[1]] = true
			}
			for _, ids := range regexp.MustCompile(` (?:aria-describedby|aria-labelledby|aria-controls|for)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
				for id := range strings.FieldsSeq(ids[1]) {
					if strings.HasPrefix(page, "<!doctype") && !seen[id] && id != "dialog-title" && id != "log-in-title" {
						t.Errorf("%s %s: nothing has the id %s", l, name, id)
					}
				}
			}
		}
	}
}

// Every icon that a template names is in the sprite, and the sprite has no more.
func TestIcons(t *testing.T) {
	sprite, err := os.ReadFile("../static/third_party/phosphor/sprite.svg")
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, m := range regexp.MustCompile(`<symbol id="([^"]+)"`).FindAllSubmatch(sprite, -1) {
		has[string(m[1])] = false
	}
	// those that handlers choose
	used := []string{"calendar-blank", "phone", "check-square", "file-text", "trash", "calendar-plus", "arrow-right", "plus", "arrow-u-up-left"}
	templates, _ := filepath.Glob("*/*.html")
	for _, name := range templates {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?:shared/_icon" "|icons.svg"}}#)([a-z-]+)"`).FindAllSubmatch(text, -1) {
			used = append(used, string(m[1]))
		}
	}
	for _, icon := range used {
		if _, ok := has[icon]; ok {
			has[icon] = true
		}
	}
	for _, name := range templates {
		text, _ := os.ReadFile(name)
		for _, m := range regexp.MustCompile(`shared/_icon" "([^"]+)"`).FindAllSubmatch(text, -1) {
			if _, ok := has[string(m[1])]; !ok {
				t.Errorf("%s: there is no icon %s: name it in static/third_party/phosphor/icons.txt", name, m[1])
			}
		}
	}
	for icon, used := range has {
		if !used {
			t.Errorf("no template uses the icon %s: take it out of static/third_party/phosphor/icons.txt", icon)
		}
	}
}
