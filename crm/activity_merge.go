package crm

import "slices"

// activityParts are what of an activity merges as one thing, by its first field.
var activityParts = [...][]Field{
	{FieldKind}, {FieldText}, {FieldFile}, {FieldWeb}, {FieldOn, FieldStart, FieldEnd}, {FieldSort}, {FieldCompany, FieldContact}, {FieldOwner},
}

// ActivityFields are what an edit may change, in the order in which they are told.
func ActivityFields() []Field { return slices.Concat(activityParts[:]...) }

// Get is a fact as text: an id, a day as it is kept, "14:30", the hash of a file.
func (a Activity) Get(f Field) string {
	switch f {
	case FieldKind:
		return string(a.Kind)
	case FieldText:
		return a.Text
	case FieldOn:
		return string(a.On)
	case FieldStart:
		return a.Start
	case FieldEnd:
		return a.End
	case FieldSort:
		return string(a.Sort)
	case FieldWeb:
		return a.Web
	case FieldFile:
		return a.File.Hash
	case FieldCompany:
		return string(a.Company)
	case FieldContact:
		return string(a.Contact)
	case FieldOwner:
		return string(a.Owner)
	}
	return ""
}

// With is the activity with that fact, as Get gives it, unchecked. A file is known by
// its hash alone.
func (a Activity) With(f Field, text string) Activity {
	switch f {
	case FieldKind:
		a.Kind = ActivityKind(text)
	case FieldText:
		a.Text = text
	case FieldOn:
		a.On = Date(text)
	case FieldStart:
		a.Start = text
	case FieldEnd:
		a.End = text
	case FieldSort:
		a.Sort = ValueID(text)
	case FieldWeb:
		a.Web = text
	case FieldFile:
		if text != a.File.Hash {
			a.File = File{Hash: text}
		}
	case FieldCompany:
		a.Company = CompanyID(text)
	case FieldContact:
		a.Contact = ContactID(text)
	case FieldOwner:
		a.Owner = UserID(text)
	}
	return a
}

// MergeActivities joins two edits of the base by the rule of MergeSales: theirs, which
// is stored now, and mine. What both changed differently is mine in what it returns,
// and its fields are told as clashes: who saves again keeps it.
func MergeActivities(base, theirs, mine Activity) (merged Activity, clashes []Field) {
	merged = theirs
	for _, part := range activityParts {
		differ := func(a, b Activity) bool {
			return slices.ContainsFunc(part, func(f Field) bool { return a.Get(f) != b.Get(f) })
		}
		keep, clash := merging(differ(base, mine), differ(base, theirs), !differ(mine, theirs), "")
		if keep == Theirs {
			continue
		}
		for _, f := range part {
			if clash && mine.Get(f) != theirs.Get(f) {
				clashes = append(clashes, f)
			}
			if f == FieldFile {
				merged.File = mine.File
			}
			merged = merged.With(f, mine.Get(f))
		}
	}
	return merged, clashes
}
