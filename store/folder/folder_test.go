package folder

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verkoop/store"
)

var _ store.Files = (*Files)(nil)

const (
	hello     = "hello"
	helloHash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
)

func put(t *testing.T, f *Files, text string) string {
	t.Helper()
	hash, size, err := f.Put(t.Context(), strings.NewReader(text), 100)
	if err != nil || size != int64(len(text)) {
		t.Fatalf("%d bytes, %v", size, err)
	}
	return hash
}

// count is how many files there are in the folder, finished or not.
func count(t *testing.T, f *Files) (n int) {
	t.Helper()
	err := filepath.WalkDir(f.dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAFileComesBackUnderItsHash(t *testing.T) {
	f := New(filepath.Join(t.TempDir(), "files"))
	for range 2 { // a second time it is the same file
		if hash := put(t, f, hello); hash != helloHash {
			t.Errorf("hash %s", hash)
		}
	}
	r, size, err := f.Open(helloHash)
	if err != nil || size != 5 {
		t.Fatalf("%d bytes, %v", size, err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); string(b) != hello || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if n := count(t, f); n != 1 {
		t.Errorf("%d files", n)
	}
	if err := f.Check(helloHash); err != nil {
		t.Error(err)
	}
}

type broken struct{}

var errBroken = errors.New("the line broke")

func (broken) Read([]byte) (int, error) { return 0, errBroken }

func TestNothingStaysOfAFileThatIsTooLargeOrBreaksOff(t *testing.T) {
	f := New(t.TempDir())
	if _, _, err := f.Put(t.Context(), strings.NewReader(hello), 4); !errors.Is(err, store.ErrFileTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, _, err := f.Put(t.Context(), io.MultiReader(strings.NewReader(hello), broken{}), 100); !errors.Is(err, errBroken) {
		t.Errorf("broken off: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := f.Put(ctx, strings.NewReader(hello), 100); !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	if n := count(t, f); n != 0 {
		t.Errorf("%d files stay", n)
	}
	if _, _, err := f.Put(t.Context(), strings.NewReader(hello), 5); err != nil {
		t.Errorf("as large as it may be: %v", err)
	}
}

func TestWhatIsNoFileIsNotFound(t *testing.T) {
	f := New(t.TempDir())
	for _, hash := range []string{helloHash, "", "../../etc/passwd", strings.ToUpper(helloHash), helloHash + "/.."} {
		if _, _, err := f.Open(hash); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%q: %v", hash, err)
		}
	}
}

func TestOnlyOldFilesThatNoRecordNamesAreSweptAway(t *testing.T) {
	f := New(t.TempDir())
	used, unused, young := put(t, f, "used"), put(t, f, "unused"), put(t, f, "young")
	old := time.Now().Add(-48 * time.Hour)
	broken := filepath.Join(f.dir, unfinished+"1")
	foreign := filepath.Join(f.dir, "readme.txt")
	for _, path := range []string{broken, foreign} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{f.path(used), f.path(unused), broken, foreign} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	knows := func(hash string) (bool, error) { return hash == used, nil }
	if n, err := f.Sweep(t.Context(), time.Now().Add(-24*time.Hour), knows); n != 2 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
	for hash, stays := range map[string]bool{used: true, unused: false, young: true} {
		if err := f.Check(hash); (err == nil) != stays {
			t.Errorf("stays %t: %v", stays, err)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("somebody's own file: %v", err)
	}
}

func TestPuttingAFileAgainKeepsItFromBeingSweptAway(t *testing.T) {
	f := New(t.TempDir())
	hash := put(t, f, hello)
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(f.path(hash), old, old); err != nil {
		t.Fatal(err)
	}
	put(t, f, hello)
	if n, err := f.Sweep(t.Context(), time.Now().Add(-24*time.Hour), func(string) (bool, error) { return false, nil }); n != 0 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
}

func TestSweepingAFolderThatIsNotThereYet(t *testing.T) {
	f := New(filepath.Join(t.TempDir(), "none"))
	if n, err := f.Sweep(t.Context(), time.Now(), func(string) (bool, error) { return false, nil }); n != 0 || err != nil {
		t.Errorf("%d swept, %v", n, err)
	}
}

func TestAFlippedBitIsFound(t *testing.T) {
	f := New(t.TempDir())
	hash := put(t, f, hello)
	if err := os.WriteFile(f.path(hash), []byte("hellp"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Check(hash); err == nil {
		t.Error("not found")
	}
}
