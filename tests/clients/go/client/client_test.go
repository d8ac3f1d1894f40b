package client

import (
	"encoding/json"
	"testing"
	"time"
)

func TestAValueIsSentWithoutTheTypesThatItDoesNotHave(t *testing.T) {
	on := true
	sent, err := json.Marshal(ChangeSettingInput{Name: "calls.enabled", Value: SettingValueInput{Boolean: &on}})
	if err != nil {
		t.Fatal(err)
	}
	if string(sent) != `{"idempotencyKey":null,"level":null,"name":"calls.enabled","value":{"boolean":true}}` {
		t.Fatal(string(sent))
	}
}

func TestAMomentIsReadToTheMicrosecond(t *testing.T) {
	var recording RecordingProgress
	if err := json.Unmarshal([]byte(`{"requestedAt":"2026-11-24T20:33:23.123456+00:00"}`), &recording); err != nil {
		t.Fatal(err)
	}
	if !recording.RequestedAt.Equal(time.Date(2026, 11, 24, 20, 33, 23, 123456000, time.UTC)) {
		t.Fatal(recording.RequestedAt)
	}
}
