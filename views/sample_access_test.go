package views

// The pages before log-in, the account and the settings, with the same cast.

const token = "dG9rZW4="

func (s sample) gate(title, heading string) Gate {
	p := s.page(title)
	p.Me, p.May, p.Section, p.Here = Person{}, May{}, "", "/login"
	return Gate{Page: p, Organisation: "Van der Meer Techniek", Heading: heading}
}

func (s sample) refused(g *Gate, in *Input, text string) {
	g.Page.Title = s.w("Fout: ", "Error: ") + g.Page.Title
	in.Error = text
	g.Problems = append(g.Problems, ProblemLink{"#" + in.ID, in.Label + ": " + text})
}

func (s sample) email() Input {
	return Input{ID: "email", Name: "email", Type: "email", Label: s.T("form.user.email.label"), Value: "femke@vandermeer-techniek.nl", Autocomplete: "username", Max: 254}
}

func (s sample) password(name, label, complete string) Input {
	return Input{ID: name, Name: name, Type: "password", Label: label, Autocomplete: complete, Max: 128}
}

func (s sample) logIn() LogIn {
	l := LogIn{
		Gate: s.gate(s.w("Inloggen", "Log in"), s.w("Inloggen", "Log in")), Back: "/sales/1042", Email: s.email(),
		Password:  s.password("password", s.w("Wachtwoord", "Password"), "current-password"),
		Forgotten: s.w("Wachtwoord vergeten? Vraag uw beheerder om een nieuwe inloglink.", "Forgotten your password? Ask your administrator for a new log-in link."),
	}
	l.Password.Autofocus = true
	return l
}

func (s sample) logInRefused() LogIn {
	l := s.logIn()
	l.Page.Title = s.w("Fout: ", "Error: ") + l.Page.Title
	l.Refused = s.w("Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer beide en probeer het opnieuw.", "This e-mail address and password do not belong together. Check both and try again.")
	l.KeptAction, l.KeptForm = "/sales/1042?_method=PUT", "title=Magazijnscanners"
	return l
}

func (s sample) logInProblems() LogIn {
	l := s.logIn()
	l.Email.Value, l.Password.Autofocus = "", false
	s.refused(&l.Gate, &l.Email, s.w("Vul uw e-mailadres in.", "Enter your e-mail address."))
	s.refused(&l.Gate, &l.Password, s.w("Vul uw wachtwoord in.", "Enter your password."))
	return l
}

func (s sample) logInDemo() LogIn {
	l := s.logIn()
	l.Email.Value, l.Password.Autofocus, l.Email.Autofocus = "", false, true
	sign := func(name, initials, role, email string) SignIn {
		return SignIn{Name: name, Initials: initials, Role: role, Email: email + "@vandermeer-techniek.nl", Password: "een zin om te raden"}
	}
	l.Demo = []SignIn{
		sign("Femke de Boer", "FB", s.w("Verkoper, Noord", "Seller, North"), "femke"),
		sign("Daan Visser", "DV", s.w("Manager, Noord", "Manager, North"), "daan"),
		sign("Marit van Leeuwen", "ML", s.w("Verkoper, Zuid", "Seller, South"), "marit"),
		sign("Youssef El Amrani", "YA", s.w("Beheerder, Kantoor", "Administrator, Office"), "youssef"),
		sign("Ilse Bakker", "IB", s.w("Lezer, Kantoor", "Reader, Office"), "ilse"),
	}
	return l
}

func (s sample) logInDialog() LogIn {
	l := s.logIn()
	l.Fragment, l.Back = true, ""
	l.Ended = s.w("Uw sessie is afgelopen. Log opnieuw in; wat u hebt getypt, is er nog.", "Your session has ended. Log in again; what you typed is still here.")
	return l
}

func (s sample) setUp() SetUp {
	in := func(id, label, value, complete string) Input {
		return Input{ID: id, Name: id, Label: label, Value: value, Autocomplete: complete, Max: 100}
	}
	g := s.gate(s.w("Verkoop instellen", "Set up Verkoop"), s.w("Verkoop instellen", "Set up Verkoop"))
	g.Organisation = ""
	g.Intro = s.w("Deze installatie is nog leeg. Maak de eerste beheerder aan; daarna kunt u collega’s uitnodigen.", "This installation is still empty. Create the first administrator; after that you can invite colleagues.")
	g.EditForm, g.EditLanguage = "set-up-form", "/setup/abc"
	f := SetUp{
		Gate: g, Action: "/setup/abc", FormID: "set-up-form",
		OrganisationName: in("organisation", s.w("Naam van uw organisatie", "Name of your organisation"), "Van der Meer Techniek", "organization"),
		Name:             in("name", s.w("Uw naam", "Your name"), "Femke de Boer", "name"),
		Currency:         Input{ID: "currency", Name: "currency", Label: s.w("Valuta", "Currency"), Options: []Option{{Value: "EUR", Label: "Euro (€)", Selected: true}, {Value: "GBP", Label: s.w("Brits pond (£)", "British pound (£)")}}},
		Email:            s.email(),
		Password:         s.password("password", s.w("Wachtwoord", "Password"), "new-password"),
		Samples:          true,
		SamplesLabel:     s.w("Vullen met voorbeeldgegevens", "Fill with sample data"),
		SamplesHint:      s.w("13 verkopen om te oefenen; later in één keer te verwijderen.", "13 sales to practise with; later they can be deleted in one go."),
		Submit:           s.w("Beheerder aanmaken en beginnen", "Create the administrator and begin"),
	}
	f.Password.Hint = s.w("Minstens 12 tekens. Een hele zin mag ook.", "At least 12 characters. A whole sentence will do, too.")
	return f
}

func (s sample) setUpProblems() SetUp {
	f := s.setUp()
	f.OrganisationName.Value, f.Samples = "", false
	s.refused(&f.Gate, &f.OrganisationName, s.w("Vul de naam van uw organisatie in.", "Enter the name of your organisation."))
	s.refused(&f.Gate, &f.Password, s.w("Gebruik minstens 12 tekens.", "Use at least 12 characters."))
	return f
}

func (s sample) choosePassword() ChoosePassword {
	f := ChoosePassword{
		Gate: s.gate(s.w("Wachtwoord kiezen", "Choose a password"), s.w("Wachtwoord kiezen", "Choose a password")), Action: "/password/abc",
		Name: "Femke de Boer", Email: "femke@vandermeer-techniek.nl", Submit: s.w("Opslaan en inloggen", "Save and log in"),
		Password: s.password("password", s.w("Nieuw wachtwoord", "New password"), "new-password"),
	}
	f.Password.Hint, f.Password.Autofocus = s.setUp().Password.Hint, true
	return f
}

func (s sample) choosePasswordProblems() ChoosePassword {
	f := s.choosePassword()
	s.refused(&f.Gate, &f.Password, s.w("Kies een minder bekend wachtwoord; dit staat op lijsten die iedereen heeft.", "Choose a less common password; this one is on lists that everybody has."))
	return f
}

func (s sample) goOn() GoOn {
	g := s.gate(s.w("Verdergaan", "Go on"), s.w("Verdergaan waar u was", "Go on where you were"))
	g.Intro = s.w("Uw sessie was afgelopen toen u het formulier verstuurde. U bent weer ingelogd; wat u hebt getypt, is er nog.", "Your session had ended when you sent the form. You are logged in again; what you typed is still here.")
	return GoOn{Gate: g, Action: "/sales/1042?_method=PUT", Fields: []Hidden{{"title", "Magazijnscanners locatie Venlo"}, {"version", "7"}}}
}

func (s sample) message() GateMessage {
	return GateMessage{
		Gate: s.gate(s.w("Deze link werkt niet meer", "This link no longer works"), s.w("Deze link werkt niet meer", "This link no longer works")),
		Text: s.w("De link is al gebruikt of ouder dan drie dagen. Vraag uw beheerder om een nieuwe.", "The link has been used already, or is more than three days old. Ask your administrator for a new one."),
		Href: "/login", Link: s.w("Inloggen", "Log in"),
	}
}

func (s sample) sessions() []SessionRow {
	return []SessionRow{
		{s.w("Chromium op Linux", "Chromium on Linux"), "192.168.1.24", "23 nov 2026 08:58", "23 nov 2026 14:45", true, "/account/sessions/a"},
		{s.w("Safari op iPhone", "Safari on iPhone"), "10.0.0.7", "21 nov 2026 19:12", "22 nov 2026 07:30", false, "/account/sessions/b"},
	}
}

func (s sample) account() Account {
	p := s.page(s.w("Voorkeuren", "Preferences"))
	p.Section = "account"
	a := Account{
		Page: p, Heading: p.Title, Action: "/account/password?_method=PUT", EndOthers: "/account/sessions", Others: true, Sessions: s.sessions(),
		Rows: []Row{
			{Label: s.T("form.user.name.label"), Value: "Femke de Boer", Face: "FB"}, {Label: s.T("form.user.email.label"), Value: "femke@vandermeer-techniek.nl"},
			{Label: s.T("form.user.role.label"), Value: s.w("Verkoper", "Seller")}, {Label: s.T("form.user.group.label"), Value: s.w("Noord", "North")},
		},
		Current: s.password("current", s.w("Huidig wachtwoord", "Current password"), "current-password"),
		New:     s.password("new", s.w("Nieuw wachtwoord", "New password"), "new-password"),
	}
	a.New.Hint = s.setUp().Password.Hint
	return a
}

func (s sample) accountProblems() Account {
	a := s.account()
	a.Page.Title = s.w("Fout: ", "Error: ") + a.Page.Title
	a.Current.Error = s.w("Dit is niet uw huidige wachtwoord.", "This is not your current password.")
	a.Problems = []ProblemLink{{"#current", a.Current.Label + ": " + a.Current.Error}}
	a.Others, a.Sessions = false, a.Sessions[:1]
	return a
}
