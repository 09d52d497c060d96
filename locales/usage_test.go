package locales

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bojanz/currency"

	"verkoop/crm"
)

// currencies are those that people pay with. Units of account and the like go by their
// codes; the lev is still in older amounts.
func currencies() []string {
	named := []string{"bgn"}
	for _, code := range currency.GetCurrencyCodes() {
		if !strings.Contains("BOV CHE CHW CLF COU MXV USN UYI UYW XAD VED", code) {
			named = append(named, strings.ToLower(code))
		}
	}
	return named
}

// families are the keys that code composes: * stands for one of the endings.
func families(t *testing.T) map[string][]string {
	mandatory := []string{"title", "type", "expected", "closed", "sold_reason", "lost_reason", "reopen", "stalled_reason", "owner"}
	var parts []string
	for _, part := range crm.Parts() {
		parts = append(parts, string(part))
	}
	var typical []string
	for _, search := range crm.Typicals() {
		typical = append(typical, search.Key)
	}
	heads := []string{"number", "title", "company", "contact", "project", "project_kind", "type", "stage", "outcome", "probability", "amount", "currency", "cost", "profit",
		"percentage", "expected", "closed", "sold_reason", "lost_reason", "completed", "stalled", "reopen", "stalled_reason", "next", "owner", "group", "visible",
		"source", "competitor", "credited", "description", "note", "links", "registered", "registered_by", "updated", "updated_by",
		"name", "city", "kvk", "email", "phone", "website", "position"}
	facts := []string{"table", "query", "format", "rows", "added", "changed", "same", "left_out", "state"}
	transferred := append(slices.Clone(facts), "city", "kvk", "phone", "website", "position", "project_kind")
	kinds := constants(t, "crm", "PartyKind")
	var ofParties []string
	for _, kind := range kinds {
		for _, key := range []string{"all", "one", "new", "none", "first", "title", "back", "register", "registering", "update", "editing", "alike", "sales", "conflict", "delete", "check", "find"} {
			ofParties = append(ofParties, kind+"."+key)
		}
	}
	tables := constants(t, "crm", "Table")
	comeIn := slices.DeleteFunc(slices.Clone(tables), func(table string) bool { return table == "projects" })
	user := []string{"name", "email", "role", "group", "language", "disabled"} // facts of users
	named := currencies()
	used := []string{"", "_documents", "_projects"}
	ofUse := []string{"settings.made"}
	for _, of := range used {
		ofUse = append(ofUse, "settings.uses"+of, "settings.used"+of)
	}
	shelves := []string{"types", "stages", "lists", "currencies"}
	setupOnly := []string{"name_nl", "name_en", "purpose_nl", "purpose_en", "text_nl", "text_en", "days", "stages", "guide", // facts of the setup
		"document_kind", "suggest_move_on", "after", "minutes", "automatic", "order", "rate", "rate_on"}
	setup := append(setupOnly, "stage", "probability", "kind", "currency", "organisation")
	return map[string][]string{
		"act.*":                      constants(t, "crm", "Act"),
		"activity.kind.*":            constants(t, "crm", "ActivityKind"),
		"column.*":                   {"date", "number", "title", "company", "stage", "amount", "next", "owner"}, // the others are fields
		"conflict.part.*":            parts,
		"error.*.negative":           {"amount", "cost"},
		"error.*.not_found":          {"company", "contact", "project", "owner"},
		"error.cost.below_zero_by_*": {"percentage", "profit"},
		"error.forbidden.*":          slices.DeleteFunc(constants(t, "crm", "Act"), func(act string) bool { return act == "see_sale" }), // not found instead
		"form.missing.*":             mandatory,
		"form.sale.*.ask":            {"sold_reason", "lost_reason", "stalled_reason"},
		"form.sale.*.label": slices.DeleteFunc(constants(t, "crm", "Field"), func(field string) bool {
			return field != "group" && slices.Contains(slices.Concat(user, transferred, setupOnly, []string{"id", "password", "organisation", "kind", "text", "on", "start", "end", "web", "document_kind", "file", "open_probability"}), field)
		}),
		"form.user.*.label":              user,
		"form.activity.*.label":          {"kind", "text", "on", "start", "end", "web", "document_kind"},
		"activity.*":                     {"follow_up", "document"},
		"activity.deletion.title.*":      {"follow_up", "document"},
		"status.activity.*":              constants(t, "crm", "ActivityKind"),
		"history.event.*":                {"added", "edited", "ticked", "unticked", "deleted"},
		"history.mark.*":                 slices.DeleteFunc(constants(t, "crm", "Mark"), func(mark string) bool { return mark == "" || mark == "moved" }),
		"form.sale.probability.locked_*": {"sold", "lost"},
		"guide.*":                        constants(t, "crm", "StepState"),
		"outcome.*":                      append(constants(t, "crm", "Outcome"), "stalled"),
		"role.*":                         constants(t, "crm", "Role"),
		"role.*.may":                     constants(t, "crm", "Role"),
		"audit.*":                        constants(t, "crm", "AuditKind"),
		"settings.*.title":               append([]string{"users", "groups", "audit", "imports"}, shelves...),
		"settings.*.detail":              append([]string{"users", "groups", "audit", "imports"}, shelves...),
		"settings.*.intro":               shelves,
		"settings.*.empty":               shelves,
		"settings.*.add":                 shelves,
		"settings.type.*.hint":           {"guide", "suggest_move_on"},
		"settings.part.*":                append(constants(t, "crm", "SetupPart"), constants(t, "crm", "List")...),
		"form.setup.*.label":             setup,
		"*_currency":                     {"settings.retirement.title", "settings.status.retired", "settings.status.restored"},
		"settings.uses*":                 used,
		"settings.used*":                 used,
		"*_none":                         ofUse,
		"*_more":                         append(ofUse, "error.setup.stage_in_use", "error.setup.type_stage_in_use"),
		"table.*":                        tables,
		"table.file.*":                   tables,
		"table.head.*":                   heads,
		"table.visible.*":                constants(t, "crm", "Visibility"),
		"audit.fact.*":                   facts,
		"transfer.export.*":              {"csv", "xlsx", "json"},
		"import.table.*":                 comeIn,
		"import.state.*":                 constants(t, "crm", "ImportState"),
		"import.encoding.*":              {"utf8", "utf16", "windows1252"},
		"import.separator.*":             {"semicolon", "comma", "tab", "bar"},
		"import.language.*":              {"nl", "en", "en_month_first"},
		"import.make.*":                  {"sales", "contacts"},
		"import.count.*":                 {"new", "changed", "same", "bad"},
		"import.row.*":                   {"new", "changed", "same", "bad"},
		"import.did.*":                   {"new", "changed", "bad"},
		"error.import.no_name.*":         comeIn,
		"party.*":                        ofParties,
		"party.same.*":                   {"name", "kvk", "email"},
		"party.*.all":                    kinds,
		"party.*.one":                    kinds,
		"error.party.not_found.*":        kinds,
		"error.party.has_sales.*":        kinds,
		"settings.job.*":                 {"regroup", "hand_over"},
		"currency.*":                     named,
		"settings.list.*":                constants(t, "crm", "List"),
		"tab.*":                          {"sale", "details", "more", "note", "links", "activities", "guide", "sales", "contacts", "projects"},
		"visibility.*":                   constants(t, "crm", "Visibility"),
		"operator.*":                     constants(t, "crm", "Operator"),
		"typical.*":                      typical,
		"search.export.*":                {"csv", "xlsx", "json"},
	}
}

// Everybody who writes a text comes by here: it names all that is amiss at once.
func TestEveryKeyUsedExistsAndNoneIsUnused(t *testing.T) {
	texts := linesOf(t, NL)
	roles := map[string]bool{}
	for key := range texts {
		role, _, _ := strings.Cut(key, ".")
		roles[role] = true
	}
	looksLikeKey := regexp.MustCompile(`^(` + strings.Join(slices.Sorted(maps.Keys(roles)), "|") + `)\.[a-z0-9_.*]+$`)
	families := families(t)

	used := map[string]bool{}
	use := func(text, place string, surely bool) {
		if strings.HasSuffix(text, ".") {
			text += "*"
		}
		if !surely && (!looksLikeKey.MatchString(text) || fileName.MatchString(text)) {
			return
		}
		keys := []string{text}
		if strings.Contains(text, "*") {
			endings, ok := families[text]
			if !ok {
				t.Errorf("%s: the composed key %s is not among the families", place, text)
				return
			}
			keys = nil
			for _, ending := range endings {
				keys = append(keys, strings.Replace(text, "*", ending, 1))
			}
		}
		for _, key := range keys {
			if texts[key] == "" {
				t.Errorf("%s: there is no text for %s", place, key)
			}
			used[key] = true
		}
	}
	for _, folder := range []string{"crm", "config", "auth", "jobs", "tables", "transfer", "handlers", "views", "commands", "locales"} {
		err := filepath.WalkDir(filepath.Join("..", folder), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go"):
				return err
			case strings.HasSuffix(path, ".go"):
				stringsInGo(t, texts, path, use)
			case strings.HasSuffix(path, ".html"):
				stringsInTemplate(t, path, use)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		if !used[key] {
			t.Errorf("unused: %s", key)
		}
	}
}

var fileName = regexp.MustCompile(`\.(css|go|html|ics|js|json|svg|toml|xlsx)$`)

// verb is a value within a format, which makes the key a composed one.
var verb = regexp.MustCompile(`%[a-z]`)

// stringsInGo finds the file's texts; where texts are joined with values, the
// values are given as *. What T and N are called with is surely a key.
func stringsInGo(t *testing.T, texts map[string]string, path string, use func(text, place string, surely bool)) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return
	}
	seen := map[ast.Expr]bool{}
	found := func(e ast.Expr, surely bool) {
		if text, ok := pattern(e, seen); ok {
			use(text, files.Position(e.Pos()).String(), surely)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) > 0 {
			f, _ := call.Fun.(*ast.SelectorExpr)
			if f != nil && (f.Sel.Name == "T" || f.Sel.Name == "N") {
				found(call.Args[0], true)
				checkNames(t, texts, files.Position(n.Pos()).String(), f.Sel.Name, call.Args)
			}
		}
		if e, ok := n.(ast.Expr); ok && !seen[e] {
			found(e, false)
		}
		return true
	})
}

// checkNames compares the names that T or N is called with to the text's placeholders.
func checkNames(t *testing.T, texts map[string]string, place, function string, args []ast.Expr) {
	key, ok := pattern(args[0], map[ast.Expr]bool{})
	if !ok || texts[key] == "" || len(args) == 2 && function == "T" {
		return // composed, unknown, or with a map of arguments
	}
	args = args[1:]
	var given []string
	if function == "N" {
		given = append(given, "count")
		args = args[1:]
	}
	for i := 0; i < len(args); i += 2 {
		name, _ := pattern(args[i], map[ast.Expr]bool{})
		given = append(given, name)
	}
	text := texts[key]
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(given, m[1]) {
			t.Errorf("%s: %s is not given its %s", place, key, m[1])
		}
	}
	for _, name := range given {
		if name != "count" && !strings.Contains(text, "{{."+name+"}}") {
			t.Errorf("%s: %s has no %s", place, key, name)
		}
	}
}

var stars = regexp.MustCompile(`\*+`)

// pattern is the text of a string, or of a sum that has one in it. It notes what
// it has seen of the sum.
func pattern(e ast.Expr, seen map[ast.Expr]bool) (string, bool) {
	seen[e] = true
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, err := strconv.Unquote(e.Value)
			return verb.ReplaceAllString(text, "*"), err == nil
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			left, ok1 := pattern(e.X, seen)
			right, ok2 := pattern(e.Y, seen)
			return stars.ReplaceAllString(left+right, "*"), ok1 || ok2
		}
	}
	return "*", false
}

var (
	action = regexp.MustCompile(`(?s)\{\{(.*?)\}\}`)
	quoted = regexp.MustCompile("(\\.[TN] )?(?:\"([^\"]*)\"|`([^`]*)`)")
)

func stringsInTemplate(t *testing.T, path string, use func(text, place string, surely bool)) {
	source, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	for _, at := range action.FindAllSubmatchIndex(source, -1) {
		place := path + ":" + strconv.Itoa(1+strings.Count(string(source[:at[0]]), "\n"))
		inside := string(source[at[2]:at[3]])
		if strings.HasPrefix(strings.TrimLeft(inside, "- "), "/*") {
			continue
		}
		for _, m := range quoted.FindAllStringSubmatch(inside, -1) {
			use(verb.ReplaceAllString(m[2]+m[3], "*"), place, m[1] != "")
		}
	}
}

// constants are the values of a package's constants of a type.
func constants(t *testing.T, folder, typeName string) []string {
	t.Helper()
	var values []string
	paths, _ := filepath.Glob("../" + folder + "/*.go")
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			if name, ok := spec.Type.(*ast.Ident); ok && name.Name == typeName {
				if text, ok := pattern(spec.Values[0], map[ast.Expr]bool{}); ok {
					values = append(values, text)
				}
			}
			return true
		})
	}
	if values == nil {
		t.Fatalf("%s has no constants of type %s", folder, typeName)
	}
	return values
}
