package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/example/chat/chat"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house returns a router that hosts the component with two rooms that keep three
// messages each.
func house(t *testing.T) *routertest.Router {
	router := routertest.New(t)
	router.Host(chat.LobbyClass(chat.NewLobby),
		routertest.WithExtra(`{"rooms": [{"name": "garden", "subject": "Trees"}, {"name": "kitchen", "subject": "Soup"}], "keep": 3}`))
	return router
}

func TestPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, router := t.Context(), house(t)
		var seen [][]string
		var mu sync.Mutex
		watch := func(_ context.Context, names []string) error {
			mu.Lock()
			defer mu.Unlock()
			seen = append(seen, names)
			return nil
		}
		if _, err := chat.SubscribeHousePeople(ctx, router.Join(), watch); err != nil {
			t.Fatal(err)
		}
		ada, bob := router.Join(), router.Join()
		sign := func(session *runtime.Session, name string) error {
			err := chat.NewHouseClient(session).SignIn(ctx, name)
			synctest.Wait()
			return err
		}
		if err := errors.Join(sign(ada, "Ada"), sign(bob, "Bob")); err != nil {
			t.Fatal(err)
		}
		err := sign(bob, "Ada")
		if taken := new(chat.NameTakenError); !errors.As(err, &taken) || taken.Name != "Ada" {
			t.Errorf("sign in as somebody else: got error %v", err)
		}
		if err := sign(bob, "Bea"); err != nil {
			t.Error(err)
		}
		if err := ada.Leave(ctx, ""); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if err := sign(bob, "Ada"); err != nil {
			t.Errorf("sign in with a name that is free again: %v", err)
		}
		mu.Lock()
		defer mu.Unlock()
		want := [][]string{nil, {"Ada"}, {"Ada", "Bob"}, {"Ada", "Bea"}, {"Bea"}, {"Ada"}}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestTalk(t *testing.T) {
	ctx, router := t.Context(), house(t)
	session := router.Join()
	rooms := chat.NewRoomsClient(session)
	_, err := rooms.Say(ctx, "garden", "Hello?")
	if unknown := new(chat.NotSignedInError); !errors.As(err, &unknown) {
		t.Errorf("speak without a name: got error %v", err)
	}
	if err := chat.NewHouseClient(session).SignIn(ctx, "Ada"); err != nil {
		t.Fatal(err)
	}
	_, err = rooms.Say(ctx, "cellar", "Hello?")
	if missing := new(chat.NoSuchRoomError); !errors.As(err, &missing) || missing.Room != "cellar" {
		t.Errorf("speak in a room that is not there: got error %v", err)
	}
	if _, err := rooms.Say(ctx, "garden.said", "Hello?"); err == nil {
		t.Error("a name with a dot leads elsewhere")
	}
	for i := range 5 {
		if number, err := rooms.Say(ctx, "garden", fmt.Sprint("message ", i+1)); err != nil || number != int64(i+1) {
			t.Fatalf("message %d got number %d, %v", i+1, number, err)
		}
	}
	list, err := chat.NewHouseClient(session).Rooms(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]chat.Room{{Name: "garden", Subject: "Trees", Last: 5}, {Name: "kitchen", Subject: "Soup"}}, list); diff != "" {
		t.Errorf("rooms (-want +got):\n%s", diff)
	}
	message := func(n int64) chat.Message {
		return chat.Message{Number: n, Author: "Ada", Text: fmt.Sprint("message ", n)}
	}
	for _, test := range []struct {
		before, limit int64
		want          []chat.Message
	}{
		{100, 50, []chat.Message{message(3), message(4), message(5)}}, // 1 and 2 are kept no longer
		{100, 2, []chat.Message{message(4), message(5)}},
		{5, 50, []chat.Message{message(3), message(4)}},
		{3, 50, nil},
		{1, 50, nil},
	} {
		got, err := rooms.History(ctx, "garden", chat.RoomsHistoryArgs{Before: test.before, Limit: test.limit})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(chat.Message{}, "At"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("history before %d, at most %d (-want +got):\n%s", test.before, test.limit, diff)
		}
	}
}

// Everybody hears every room through one subscription, in the order of the numbers,
// however many speak at once.
func TestOrder(t *testing.T) {
	const speakers, each = 8, 25
	ctx, router := t.Context(), house(t)
	heard := make(chan string, 2*speakers*each)
	_, err := chat.SubscribeRoomsSaid(ctx, router.Join(), func(_ context.Context, room chat.RoomName, m chat.Message) error {
		heard <- fmt.Sprint(room, " ", m.Number)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var talk sync.WaitGroup
	for i := range speakers {
		session := router.Join()
		talk.Go(func() {
			if err := chat.NewHouseClient(session).SignIn(ctx, fmt.Sprint("speaker ", i)); err != nil {
				t.Error(err)
			}
			for range each {
				for _, room := range []chat.RoomName{"garden", "kitchen"} {
					if _, err := chat.NewRoomsClient(session).Say(ctx, room, "me too"); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	talk.Wait()
	if t.Failed() {
		return
	}
	next := map[string]int{}
	for range 2 * speakers * each {
		var room string
		var number int
		fmt.Sscan(<-heard, &room, &number)
		if next[room]++; number != next[room] {
			t.Fatalf("%s: heard message %d, want %d", room, number, next[room])
		}
	}
}
