-- Why: a comparison reads both sides while goods move and lets repairs in. What it found equal is equal at its end,
-- not at its beginning; whoever shows a system's figure beside ours needs that moment.
alter table comparison add column ended_at timestamptz;
