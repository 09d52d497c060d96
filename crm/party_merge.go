package crm

// PartyMerge is the result of a save that began from an older version.
type PartyMerge struct {
	Party   Party   // what would be stored: theirs, with mine where only mine changed or was chosen
	Clashes []Field // both changed these, differently, and no choice was made
	Mine    []Field // kept from mine
	Theirs  []Field // kept from theirs
}

// MergeParties joins two edits of the base, field by field: theirs, which is stored
// now, and mine. chosen says whose value to keep where both changed a field; a choice
// counts only while theirs is still what it was when the choice was offered (seen).
func MergeParties(base, theirs, mine, seen Party, chosen map[Field]Side) PartyMerge {
	m := PartyMerge{Party: theirs}
	for _, f := range theirs.Kind.Fields() {
		was, there, here := base.Get(f), theirs.Get(f), mine.Get(f)
		switch {
		case here != was && there == was:
			m.Party = m.Party.With(f, here)
			m.Mine = append(m.Mine, f)
		case there != was && here == was:
			m.Theirs = append(m.Theirs, f)
		case here != was && here != there:
			switch side := chosen[f]; {
			case side == "" || seen.Get(f) != there:
				m.Clashes = append(m.Clashes, f)
			case side == Mine:
				m.Party = m.Party.With(f, here)
			}
		}
	}
	return m
}
