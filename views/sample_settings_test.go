package views

func (s sample) settings(current, heading string) Settings {
	p := s.page(heading)
	p.Section, p.Here = "settings", "/settings/"+current
	out := Settings{Page: p, Heading: heading}
	for _, e := range []struct{ key, label, detail string }{
		{"users", s.w("Gebruikers", "Users"), s.w("Wie kan inloggen, en met welke rol", "Who can log in, and with which role")},
		{"groups", s.w("Groepen", "Groups"), s.w("Teams en hun manager", "Teams and their manager")},
		{"imports", s.T("settings.imports.title"), s.T("settings.imports.detail")},
		{"audit", s.w("Logboek", "Audit log"), s.w("Wie wat wanneer heeft gedaan", "Who did what, and when")},
	} {
		out.Entries = append(out.Entries, NavEntry{Label: e.label, Detail: e.detail, Href: "/settings/" + e.key, Current: e.key == current})
	}
	return out
}

func (s sample) userRows() []UserRow {
	row := func(name, initials, email, role, group, state, seen string) UserRow {
		return UserRow{Href: "/settings/users/" + email, Person: Person{name, initials, name == "Femke de Boer"}, Email: email + "@vandermeer-techniek.nl", Role: role, Group: group, State: state, Off: state == s.w("Uitgeschakeld", "Disabled"), Seen: seen}
	}
	north, south, seller := s.w("Noord", "North"), s.w("Zuid", "South"), s.w("Verkoper", "Seller")
	return []UserRow{
		row("Daan Visser", "DV", "daan", "Manager", north, "", "23 nov 2026 08:31"),
		row("Femke de Boer", "FB", "femke", s.w("Beheerder", "Administrator"), north, "", "23 nov 2026 08:58"),
		row("Ilse Bakker", "IB", "ilse", s.w("Lezer", "Reader"), s.w("Kantoor", "Office"), s.w("Nog geen wachtwoord", "No password yet"), ""),
		row("Marit van Leeuwen", "ML", "marit", seller, south, "", "20 nov 2026 16:02"),
		row("Wilhelmina van Oudewater-Schimmelpenninck", "WO", "wilhelmina.van.oudewater-schimmelpenninck", seller, s.w("Binnendienst en onderhoud", "Office sales and maintenance"), s.w("Uitgeschakeld", "Disabled"), "3 sep 2025 11:20"),
		row("Youssef El Amrani", "YA", "youssef", seller, south, "", "23 nov 2026 09:14"),
	}
}

func (s sample) users() Users {
	return Users{Settings: s.settings("users", s.w("Gebruikers", "Users")), New: "/settings/users/new", Rows: s.userRows()}
}

func (s sample) newUser() UserForm {
	mandatory := s.T("form.mandatory")
	in := func(name, label string) Input {
		return Input{ID: "user-" + name, Name: name, Label: label, Mandatory: mandatory, Autocomplete: "off", Max: 100}
	}
	f := UserForm{
		Settings: s.settings("users", s.T("settings.users.new")), ID: "user-form", Action: "/settings/users",
		Name: in("name", s.T("form.user.name.label")), Email: in("email", s.T("form.user.email.label")),
		Role: in("role", s.T("form.user.role.label")), Group: in("group", s.T("form.user.group.label")), Language: in("language", s.w("Taal", "Language")),
		Submit: s.w("Gebruiker toevoegen", "Add user"), Cancel: "/settings/users",
	}
	f.Email.Type = "email"
	f.Role.Choice = true
	f.Role.Options = []Option{
		{Value: "administrator", Label: s.w("Beheerder", "Administrator"), Detail: s.w("Mag alles, ook de instellingen en gebruikers.", "May do everything, settings and users included.")},
		{Value: "manager", Label: "Manager", Detail: s.w("Ziet en bewerkt alle verkopen van de eigen groep.", "Sees and edits all sales of the own group.")},
		{Value: "seller", Label: s.w("Verkoper", "Seller"), Detail: s.w("Registreert verkopen en bewerkt wat zichtbaar is.", "Registers sales and edits what is visible."), Selected: true},
		{Value: "reader", Label: s.w("Lezer", "Reader"), Detail: s.w("Mag alleen kijken.", "May only look.")},
	}
	f.Group.Options = []Option{{Value: "north", Label: s.w("Noord", "North"), Selected: true}, {Value: "south", Label: s.w("Zuid", "South")}}
	f.Language.Mandatory = ""
	f.Language.Options = []Option{{Label: s.w("Zoals de browser vraagt", "As the browser asks"), Selected: true}, {Value: "nl", Label: "Nederlands"}, {Value: "en", Label: "English"}}
	return f
}

func (s sample) newUserProblems() UserForm {
	f := s.newUser()
	f.Page.Title = s.w("Fout: ", "Error: ") + f.Page.Title
	f.Email.Value = "daan@vandermeer-techniek.nl"
	for _, p := range []struct {
		in   *Input
		text string
	}{
		{&f.Name, s.w("Vul een naam in.", "Enter a name.")},
		{&f.Email, s.w("Dit adres heeft al een gebruiker. Kies een ander.", "A user has this address already. Choose another.")},
		{&f.Role, s.w("Kies een rol.", "Choose a role.")},
	} {
		p.in.Error = p.text
		f.Problems = append(f.Problems, ProblemLink{"#" + p.in.ID, p.in.Label + ": " + p.text})
	}
	return f
}

func (s sample) user() UserForm {
	f := s.newUser()
	f.Heading, f.Exists, f.Version = "Marit van Leeuwen", true, "4"
	f.Page.Title = f.Heading
	f.Action, f.Submit = "/settings/users/u3?_method=PUT", s.T("action.save")
	f.Name.Value, f.Email.Value = f.Heading, "marit@vandermeer-techniek.nl"
	f.LinkAction, f.EndSessions, f.Sessions = "/settings/users/u3/password-link", "/settings/users/u3/sessions", s.sessions()[1:]
	f.Sales, f.HandOver = s.w("Is eigenaar van 12 verkopen", "Owns 12 sales"), "/settings/users/u3/handover"
	f.Disable = &Toggle{Action: "/settings/users/u3/state", Label: s.w("Uitschakelen", "Disable"), Value: "true", Danger: true,
		Text: s.w("Marit van Leeuwen kan dan niet meer inloggen en wordt overal uitgelogd. Verkopen en geschiedenis blijven.", "Marit van Leeuwen can then no longer log in and is logged out everywhere. Sales and history stay.")}
	return f
}

// invited is a user just added: with the one-time address, and nothing else yet.
func (s sample) invited() UserForm {
	f := s.user()
	f.State, f.Sessions, f.EndSessions, f.Sales, f.HandOver = s.w("Nog geen wachtwoord", "No password yet"), nil, "", "", ""
	f.Link = &OneTime{Heading: s.w("Inloglink voor Marit van Leeuwen", "Log-in link for Marit van Leeuwen"),
		Text:    s.w("Geef deze link door. Hij werkt één keer, tot 26 nov 2026 14:45, en wordt niet nog eens getoond.", "Pass this link on. It works once, until 26 Nov 2026 14:45, and is not shown again."),
		Address: "https://verkoop.vandermeer-techniek.nl/password/8f3Jd0sLkQm2Vb7XyT1aRzP5uWcNe9Ho"}
	f.Status = s.w("Marit van Leeuwen is toegevoegd", "Marit van Leeuwen has been added")
	return f
}

// handingOver is a disabled administrator whose sales are on their way.
func (s sample) handingOver() UserForm {
	f := s.user()
	f.State = s.w("Uitgeschakeld", "Disabled")
	f.Jobs = []Progress{{Text: s.w("320 van 1.204 verkopen overgedragen", "320 of 1,204 sales handed over"), Done: 320, All: 1204, Href: "/settings/users/u3/jobs"}}
	f.Disable = &Toggle{Refused: s.w("Dit is de laatste beheerder. Maak eerst een andere beheerder aan.", "This is the last administrator. Make another administrator first.")}
	f.Role.Choice, f.Role.Locked = false, f.Disable.Refused
	f.Language.Options[1].Detail, f.Language.Options[2].Detail = s.w("Ook in berichten", "In messages, too"), s.w("Ook in berichten", "In messages, too")
	return f
}

func (s sample) jobs(done bool) Jobs {
	j := Jobs{Page: s.page(""), Jobs: s.handingOver().Jobs}
	j.Fragment = true
	if done {
		j.Jobs, j.Status = nil, s.w("De verkopen zijn overgedragen", "The sales have been handed over")
	}
	return j
}

func (s sample) handOver(fragment bool) HandOver {
	f := HandOver{
		Settings: s.settings("users", s.T("action.hand_over")), Action: "/settings/users/u3/handover", Submit: s.w("Overdragen", "Hand over"), Cancel: "/settings/users/u3",
		Text: s.w("Marit van Leeuwen is eigenaar van 12 verkopen. De nieuwe eigenaar krijgt ze allemaal, met de geplande activiteiten.", "Marit van Leeuwen owns 12 sales. The new owner gets them all, with the planned activities."),
		To:   Input{ID: "to", Name: "to", Label: s.w("Nieuwe eigenaar", "New owner"), Mandatory: s.T("form.mandatory"), Autofocus: true, Options: []Option{{}, {Value: "u1", Label: "Femke de Boer"}, {Value: "u2", Label: "Daan Visser"}}},
	}
	f.Fragment = fragment
	return f
}

func (s sample) handOverProblems() HandOver {
	f := s.handOver(false)
	f.To.Error, f.To.Autofocus = s.w("Kies een nieuwe eigenaar.", "Choose a new owner."), false
	f.Problems = []ProblemLink{{"#to", f.To.Label + ": " + f.To.Error}}
	return f
}

func (s sample) groups() Groups {
	return Groups{
		Settings: s.settings("groups", s.w("Groepen", "Groups")), Action: "/settings/groups", Submit: s.T("action.add"),
		Rows: []GroupRow{
			{"/settings/groups/1", s.w("Noord", "North"), s.w("5 gebruikers", "5 users"), "Daan Visser"},
			{"/settings/groups/2", s.w("Zuid", "South"), s.w("3 gebruikers", "3 users"), ""},
		},
		Name: Input{ID: "group-name", Name: "name", Label: s.T("form.user.name.label"), Autocomplete: "off", Max: 100},
	}
}

func (s sample) groupsProblems() Groups {
	f := s.groups()
	f.Name.Value, f.Name.Error = s.w("Noord", "North"), s.w("Er is al een groep met deze naam. Kies een andere.", "There is a group with this name already. Choose another.")
	f.Problems = []ProblemLink{{"#group-name", f.Name.Label + ": " + f.Name.Error}}
	return f
}

func (s sample) group(members bool) GroupForm {
	f := GroupForm{
		Settings: s.settings("groups", s.w("Noord", "North")), ID: "group-form", Action: "/settings/groups/1?_method=PUT", Version: "2",
		Name: s.groups().Name, Submit: s.T("action.save"), Cancel: "/settings/groups",
	}
	f.Name.Value = f.Heading
	if members {
		f.Members = s.userRows()
	}
	return f
}

func (s sample) audit() Audit {
	person := Input{ID: "person", Name: "person", Label: s.w("Wie", "Who"), Options: []Option{{Label: s.w("Iedereen", "Everybody"), Selected: true}, {Value: "u1", Label: "Femke de Boer"}}}
	kind := Input{ID: "kind", Name: "kind", Label: s.w("Wat", "What"), Options: []Option{{Label: s.w("Alles", "Everything"), Selected: true}, {Value: "login_failed", Label: s.w("Inloggen mislukt", "Log-in failed")}}}
	day := func(id, label string) Input { return Input{ID: id, Name: id, Label: label, Type: "date"} }
	was, is := s.money("52.000", "00"), s.money("48.500", "00")
	return Audit{
		Settings: s.settings("audit", s.w("Logboek", "Audit log")), Person: person, Kind: kind, From: day("from", s.w("Van", "From")), To: day("to", s.w("Tot en met", "Up to")),
		Next: "?before=x",
		Rows: []AuditRow{
			{At: "23 nov 2026 14:45:07", Who: "Daan Visser", From: "192.168.1.24", Kind: s.w("Verkoop verwijderd", "Sale deleted"), What: "1042 Magazijnscanners locatie Venlo", Facts: []Consequence{
				{Label: s.T("form.sale.amount.label"), OldMoney: &was}, {Label: s.T("form.sale.owner.label"), Old: "Femke de Boer"}}},
			{At: "23 nov 2026 14:02:51", Who: "Femke de Boer", From: "192.168.1.24", Kind: s.w("Gebruiker gewijzigd", "User changed"), What: "Marit van Leeuwen", Href: "/settings/users/u3", Facts: []Consequence{
				{Label: s.T("form.user.role.label"), Old: s.w("Verkoper", "Seller"), New: "Manager"}, {Label: s.T("form.sale.amount.label"), OldMoney: &was, NewMoney: &is}, {Label: s.T("form.user.group.label"), New: s.w("Zuid", "South")}}},
			{At: "23 nov 2026 08:58:12", Who: s.w("Niemand", "Nobody"), From: "2001:db8:85a3:8d3:1319:8a2e:370:7348", Kind: s.w("Inloggen mislukt", "Log-in failed"), What: "femke@vandermeer-techniek.nl", Tone: "alarm"},
			{At: "22 nov 2026 22:10:00", Who: s.w("Opdrachtregel", "Command line"), Kind: s.w("Gebruiker toegevoegd", "User added"), What: "Femke de Boer", Href: "/settings/users/u1", Facts: []Consequence{{Label: s.T("form.user.name.label"), New: "Femke de Boer"}}},
		},
	}
}

func (s sample) auditFiltered() Audit {
	a := s.audit()
	a.Filtered, a.Rows, a.Next = true, nil, ""
	a.Page.Title = s.w("Fout: ", "Error: ") + a.Page.Title
	a.From.Value, a.From.Error = "31-2-2026", s.w("Kies een dag die bestaat: februari 2026 heeft 28 dagen.", "Choose a day that exists: February 2026 has 28 days.")
	a.Problems = []ProblemLink{{"#from", a.From.Label + ": " + a.From.Error}}
	return a
}

func (s sample) auditEmpty() Audit {
	a := s.audit()
	a.Filtered, a.Rows, a.Next = true, nil, ""
	return a
}

func (s sample) auditOlder() Audit {
	a := s.audit()
	a.Filtered, a.Next, a.Newest = true, "", "/settings/audit"
	return a
}
