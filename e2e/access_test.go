package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// accessStates are the pages of log-in, set-up, account and settings.
var accessStates = []state{
	{"log-in", func(v *visitor) { v.open("/login") }, "-"},
	{"log-in-refused", func(v *visitor) {
		v.open("/login")
		v.allow(401)
		v.logIn(seller, "niet het wachtwoord")
		v.see("horen niet bij elkaar")
	}, "-"},
	{"log-in-again", func(v *visitor) {
		v.edit()
		v.sessionEnds()
		v.allow(401)
		v.click("Opslaan")
		v.the("Wachtwoord", "textbox")
	}, ""},
	{"link-used", func(v *visitor) {
		v.allow(410)
		v.open("/password/niets")
	}, "-"},
	{"account", func(v *visitor) { v.open("/account") }, ""},
	{"account-refused", func(v *visitor) {
		v.open("/account")
		v.allow(422)
		v.fill("Nieuw wachtwoord", "te kort")
		v.click("Wachtwoord wijzigen")
		v.focusOn("problem")
	}, ""},
	{"menu", func(v *visitor) {
		v.open("/sales")
		v.the("Pieter van der Meer", "button").press(1)
		v.the("Voorkeuren", "link")
	}, admin},
	{"view-reader", func(v *visitor) {
		v.open("/sales/1042")
		v.taskMenu().press(1)
	}, reader},
	{"settings", func(v *visitor) { v.open("/settings") }, admin},
	{"users", func(v *visitor) { v.open("/settings/users") }, admin},
	{"user", func(v *visitor) { v.toUser("Femke de Boer") }, admin},
	{"user-new", func(v *visitor) { v.open("/settings/users/new") }, admin},
	{"user-refused", func(v *visitor) {
		v.open("/settings/users/new")
		v.fill("Naam", "Lotte Vos")
		v.fill("E-mailadres", seller)
		v.allow(422)
		v.click("Toevoegen")
		v.focusOn("problem")
	}, admin},
	{"user-invited", func(v *visitor) { v.invite("Lotte Vos", "lotte@demo.test") }, admin},
	{"user-last", func(v *visitor) { v.toUser("Pieter van der Meer") }, admin},
	{"hand-over", func(v *visitor) {
		v.toUser("Femke de Boer")
		v.click("Verkopen overdragen")
		v.the("Nieuwe eigenaar", "combobox")
	}, admin},
	{"groups", func(v *visitor) { v.open("/settings/groups") }, admin},
	{"groups-refused", func(v *visitor) {
		v.open("/settings/groups")
		v.fill("Naam van de groep", "Zuid")
		v.allow(422)
		v.click("Groep toevoegen")
		v.focusOn("problem")
	}, admin},
	{"group", func(v *visitor) {
		v.open("/settings/groups")
		v.click("Noord")
	}, admin},
	{"audit", func(v *visitor) {
		v.invite("Lotte Vos", "lotte@demo.test")
		v.open("/settings/audit")
	}, admin},
	{"audit-filtered", func(v *visitor) {
		v.allow(422)
		v.open("/settings/audit?kind=logged_in&from=99-99-9999")
	}, admin},
}

// logIn fills the log-in form in and sends it.
func (v *visitor) logIn(email, with string) {
	v.t.Helper()
	v.fill("E-mailadres", email)
	v.put("Wachtwoord", with)
	v.click("Inloggen")
}

// toUser opens somebody's page in the settings.
func (v *visitor) toUser(name string) {
	v.t.Helper()
	v.open("/settings/users")
	v.the(name, "link").press(1)
	v.the(name, "heading")
}

// invite adds a user and returns the address where the password is chosen.
func (v *visitor) invite(name, email string) string {
	v.t.Helper()
	v.open("/settings/users/new")
	v.fill("Naam", name)
	v.fill("E-mailadres", email)
	v.click("Toevoegen")
	v.the(name, "heading")
	return eval[string](v, `document.querySelector('input[readonly]').value`)
}

func TestLogIn(t *testing.T) {
	story(t, "a page leads to the log-in form, and that back to the page", "en", func(v *visitor) {
		v.open("/sales/1042?tab=details")
		v.the("Inloggen", "heading")
		v.allow(401)
		v.logIn(seller, "niet het wachtwoord")
		v.see("horen niet bij elkaar")
		v.holds("E-mailadres", seller)
		v.put("Wachtwoord", password)
		v.click("Inloggen")
		v.the(scanners, "heading")
		v.at("/sales/1042?tab=details")
	}, as(nobody))
	story(t, "one press signs a character of the demo in, and the menu out again", "nl", func(v *visitor) {
		v.open("/login")
		v.click("Hanneke Bosma Manager, Noord")
		v.the("Verkopen", "heading")
		v.see("Hanneke Bosma")
		v.the("Hanneke Bosma", "button").press(1)
		v.click("Uitloggen")
		v.see("U bent uitgelogd.")
		v.open("/sales")
		v.the("Inloggen", "heading")
	}, as(nobody), withoutScripts)
}

func TestSessionEndsWhileEditing(t *testing.T) {
	tell := func(v *visitor) {
		v.edit()
		v.fill("Titel", "Getypt voordat de sessie afliep")
		v.tab("Opmerking")
		v.fillOn("Opmerking", "Opmerking", "Ook dit <b>niet</b> kwijt")
		v.sessionEnds()
		v.allow(401)
		v.click("Opslaan")
		v.see("Uw sessie is afgelopen. Log opnieuw in; wat u hebt ingevuld, blijft bewaard.")
		v.logIn(seller, "niet het wachtwoord")
		v.see("horen niet bij elkaar")
		v.put("Wachtwoord", password)
		v.click("Inloggen")
		if v.scripts {
			v.none("Inloggen", "heading")
			v.until("the focus on Save", func() (bool, string) {
				saw := v.focus()
				return eval[string](v, `document.activeElement.innerText.trim()`) == v.w("Opslaan"), saw
			})
			v.click("Opslaan")
		} else {
			v.the("U bent weer ingelogd", "heading")
			v.click("Opnieuw verzenden")
		}
		v.viewing()
		v.the("Getypt voordat de sessie afliep", "heading")
		v.asksNothing()
	}
	story(t, "log in again in a dialog, and what was typed is there", "en", tell)
	story(t, "log in again on a page, and what was typed is sent after all", "nl", tell, withoutScripts)
	story(t, "a choice asks to log in, and then does what it does", "nl", func(v *visitor) {
		v.edit()
		v.fill("Titel", "Getypt voordat de sessie afliep")
		v.sessionEnds()
		v.allow(401)
		v.choose("Fase", "Verkocht")
		v.see("Uw sessie is afgelopen. Log opnieuw in; wat u hebt ingevuld, blijft bewaard.")
		v.logIn(seller, password)
		v.none("Inloggen", "heading")
		v.choose("Reden", "Beste prijs")
		v.save()
		v.shows("Fase", "Verkocht")
		v.the("Getypt voordat de sessie afliep", "heading")
	})
}

// founds sets up a company, on the page for that.
func (v *visitor) founds() {
	v.t.Helper()
	v.fill("Naam van uw organisatie", "Visserij De Haan")
	v.fill("Uw naam", "Jet de Haan")
	v.fill("E-mailadres", "jet@dehaan.example")
	v.put("Wachtwoord", "haring met uitjes graag")
	v.click("Beheerder aanmaken en beginnen")
	v.the("Verkopen", "heading")
}

func TestSetUp(t *testing.T) {
	for _, way := range []struct {
		name, lang string
		options    []option
	}{{"en", "en", nil}, {"zonder scripts", "nl", []option{withoutScripts}}} {
		t.Run(way.name, func(t *testing.T) {
			needBrowser(t)
			t.Parallel()
			told := start(t, 2, "serve", "--data", filepath.Join(t.TempDir(), "data"))
			v := visit(t, told[0], way.lang, append(way.options, as(nobody))...)
			v.open("/")
			v.the("Verkoop is nog niet ingesteld", "heading")
			v.do(chromedp.Navigate(told[1]))
			v.ready()
			v.the("Verkoop instellen", "heading")
			v.axe("set-up")
			v.fill("Naam van uw organisatie", "Visserij De Haan")
			v.fill("Uw naam", "Jet de Haan")
			v.fill("E-mailadres", "jet@dehaan.example")
			v.put("Wachtwoord", "welkom123456")
			v.allow(422)
			v.click("Beheerder aanmaken en beginnen")
			v.focusOn("problem")
			v.axe("set-up refused")
			v.holds("Uw naam", "Jet de Haan")
			v.founds()
			v.see("Verkoop is ingesteld.", "Jet de Haan", "1001", "1013")
			v.click("Nieuw")
			v.the("Titel", "textbox")
			other := visit(t, told[0], way.lang, as(nobody))
			other.allow(410)
			other.do(chromedp.Navigate(told[1]))
			other.see("Deze link werkt niet meer")
		})
	}
}

func TestPeople(t *testing.T) {
	story(t, "a colleague is invited, works, and leaves", "nl", func(v *visitor) {
		link := v.invite("Lotte Vos", "lotte@demo.test")
		lotte := visit(v.t, v.address, v.lang, as(nobody))
		lotte.do(chromedp.Navigate(link))
		lotte.ready()
		lotte.axe("choose a password")
		lotte.put("Nieuw wachtwoord", "paard batterij nietje")
		lotte.click("Wachtwoord opslaan en inloggen")
		lotte.the("Verkopen", "heading")
		lotte.see("Lotte Vos")
		again := visit(v.t, v.address, v.lang, as(nobody))
		again.allow(410)
		again.do(chromedp.Navigate(link))
		again.see("Deze link werkt niet meer")

		v.toUser("Daan Visser")
		v.click("Verkopen overdragen")
		v.choose("Nieuwe eigenaar", "Lotte Vos, Noord")
		v.click("Overdragen")
		v.see("De verkopen worden overgedragen aan Lotte Vos.")
		lotte.open("/sales/1044")
		lotte.shows("Eigenaar", "LV Lotte Vos")
		lotte.taskMenu().press(1)
		lotte.the("Verwijderen", "link")

		v.toUser("Lotte Vos")
		v.click("Uitschakelen")
		v.see("Uitgeschakeld")
		lotte.open("/sales/1044")
		lotte.the("Inloggen", "heading")
		lotte.allow(401)
		lotte.logIn("lotte@demo.test", "paard batterij nietje")
		lotte.see("horen niet bij elkaar")
	}, as(admin))
	story(t, "the last administrator can't be disabled", "en", func(v *visitor) {
		v.toUser("Pieter van der Meer")
		v.see("Dit is de laatste beheerder en kan niet worden uitgeschakeld.")
		v.none("Uitschakelen", "button")
	}, as(admin))
}

func TestRights(t *testing.T) {
	story(t, "a manager deletes a sale of the own group", "en", func(v *visitor) {
		v.askedToDelete()
		v.click("Ja")
		v.see("Verkoop 1042 is verwijderd")
	}, as(manager))
	story(t, "a reader sees, and is offered nothing else", "nl", func(v *visitor) {
		v.open("/sales/1042")
		v.the(scanners, "heading")
		v.none("Bewerken", "link")
		v.none("Nieuw", "link")
		v.taskMenu().press(1)
		v.see("U mag deze verkoop niet verwijderen. Vraag de eigenaar, diens manager of een beheerder.")
		v.none("Verwijderen", "link", "button")
		v.none("Instellingen en onderhoud", "link")
		v.allow(403)
		v.open("/settings/users")
		v.see("Alleen een beheerder mag gebruikers en groepen beheren.")
	}, as(reader))
}

func TestWhatWasTypedIsKeptInAnotherLanguage(t *testing.T) {
	story(t, "also where the sale's form does not look after it", "nl", func(v *visitor) {
		v.open("/login")
		v.put("E-mailadres", "femke@demo.test")
		v.the("English", "button").press(1)
		v.lang = "en"
		v.the("Inloggen", "heading")
		v.holds("E-mailadres", "femke@demo.test")
	}, as(nobody))
}

func TestADialogSaysWhyItWasRefused(t *testing.T) {
	story(t, "not behind it", "nl", func(v *visitor) {
		v.askedToDelete()
		other := visit(v.t, v.address, "nl", as(admin))
		other.open("/sales/1042/edit")
		other.put("Eigenaar", "daan")
		other.until("Daan is offered", func() (bool, string) {
			saw := eval[string](other, `[...document.querySelectorAll('[role=option]')].map(o => o.innerText).join(' | ')`)
			return strings.HasPrefix(saw, "Daan"), saw
		})
		other.pressKey("ArrowDown")
		other.pressKey("Enter")
		other.holds("Eigenaar", "Daan Visser")
		other.save()
		v.allow(403)
		v.click("Ja")
		v.see("U mag deze verkoop niet verwijderen")
		v.until("the focus on the sentence", func() (bool, string) {
			return eval[bool](v, `document.activeElement.matches('dialog[open] [role=alert]')`), v.focus()
		})
		v.axe("the refused deletion")
	})
}
