package crm

import "strings"

// A search as text: one line a criterion, "field.operator" and, where it takes
// values, ":" and them with "|" between; "or" begins the next group. Within values
// "\" stands before "|" and "\". So an address can hold it, and people read it:
//
//	outcome.one_of:open
//	amount.between:1000|2500.50
//	or
//	owner.me

// OrLine is the line between two groups.
const OrLine = "or"

// Lines is the search as text; groups without criteria are left out.
func (s Search) Lines() []string {
	var out []string
	for _, group := range s.Groups {
		if len(group) == 0 {
			continue
		}
		if len(out) > 0 {
			out = append(out, OrLine)
		}
		for _, c := range group {
			out = append(out, c.String())
		}
	}
	return out
}

// String is the criterion as a line.
func (c Criterion) String() string {
	var b strings.Builder
	b.WriteString(string(c.Field) + "." + string(c.Operator))
	for i, v := range c.Values {
		if i == 0 {
			b.WriteByte(':')
		} else {
			b.WriteByte('|')
		}
		b.WriteString(escapeValue.Replace(v))
	}
	return b.String()
}

var escapeValue = strings.NewReplacer(`\`, `\\`, `|`, `\|`)

// ParseSearch reads a search of lines, and returns every rule that it breaks as
// Search.Check does; the search then has what could be read. More than twice
// MaxCriteria lines are not read.
func ParseSearch(lines []string) (Search, Problems) {
	if len(lines) > 2*MaxCriteria {
		return Search{}, Problems{invalid("", "error.search.too_many").with("max", MaxCriteria)}
	}
	var s Search
	var group []Criterion
	for _, line := range lines {
		if line == OrLine {
			if len(group) > 0 {
				s.Groups = append(s.Groups, group)
			}
			group = nil
			continue
		}
		group = append(group, ParseCriterion(line))
	}
	if len(group) > 0 {
		s.Groups = append(s.Groups, group)
	}
	return s, s.Check()
}

// ParseCriterion reads a line; whether it makes sense Search.Check tells.
func ParseCriterion(line string) Criterion {
	head, values, has := strings.Cut(line, ":")
	f, o, _ := strings.Cut(head, ".")
	c := Criterion{Field: Field(f), Operator: Operator(o)}
	if !has {
		return c
	}
	var v strings.Builder
	for i := 0; i < len(values); i++ {
		switch b := values[i]; {
		case b == '|':
			c.Values = append(c.Values, v.String())
			v.Reset()
		case b == '\\' && i+1 < len(values):
			i++
			v.WriteByte(values[i])
		default:
			v.WriteByte(b)
		}
	}
	c.Values = append(c.Values, v.String())
	return c
}
