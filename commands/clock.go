package commands

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
	_ "time/tzdata" // zones are known on a machine that has none

	"github.com/google/uuid"
)

// clockFlags decide what time it is, and which ids records get. The fixed ones
// make tests the same every day.
type clockFlags struct {
	Zone     string  `env:"VERKOOP_ZONE" placeholder:"ZONE" help:"Time zone that decides what day it is, such as Europe/Amsterdam. Without it: that of this machine."`
	FixedNow string  `env:"VERKOOP_FIXED_NOW" hidden:""`
	FixedIDs *uint64 `env:"VERKOOP_FIXED_IDS" hidden:"" name:"fixed-ids"`
}

// clock is the only one there is: it tells now, in the company's zone.
func (f clockFlags) clock() (func() time.Time, error) {
	zone := time.Local
	if f.Zone != "" {
		var err error
		if zone, err = time.LoadLocation(f.Zone); err != nil {
			return nil, usageError(fmt.Sprintf("there is no time zone %q; write it as Europe/Amsterdam or UTC", f.Zone))
		}
	}
	if f.FixedNow == "" {
		return func() time.Time { return time.Now().In(zone) }, nil
	}
	fixed, err := time.Parse(time.RFC3339, f.FixedNow)
	if err != nil {
		return nil, usageError(fmt.Sprintf("%q is not a time such as 2026-11-23T09:00:00Z", f.FixedNow))
	}
	return func() time.Time { return fixed.In(zone) }, nil
}

// ids is the source of ids for records: version 7 UUIDs, which sort by age.
func (f clockFlags) ids() func() string {
	if f.FixedIDs == nil {
		return func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(*f.FixedIDs, 0))
	made := uint64(0)
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		made++
		var id uuid.UUID
		binary.BigEndian.PutUint64(id[:8], made<<16|random.Uint64()&0xfff)
		binary.BigEndian.PutUint64(id[8:], random.Uint64())
		id[6] = id[6]&0x0f | 0x70 // version 7
		id[8] = id[8]&0x3f | 0x80 // the variant of RFC 9562
		return id.String()
	}
}
