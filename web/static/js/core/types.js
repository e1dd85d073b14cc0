/**
 * The shapes the server sends, for the type checker and the reader. No code.
 *
 * Moments are milliseconds since the epoch; absent is null; a key that a role may not see is not
 * there at all (`signaling/PROTOCOL.md`, "Views").
 */

/**
 * @typedef {object} View
 * @property {MeetingFacts} meeting
 * @property {Me} me
 * @property {Record<string, Person>} people
 * @property {Record<string, Site>} sites
 * @property {Agenda} agenda
 * @property {Floor} floor
 * @property {Attendance} attendance
 * @property {Watcher[]} watching
 * @property {Watched[]} [watched] the branch alone has it
 * @property {Ballot[]} ballots the newest last
 * @property {Score} score
 * @property {PrivateMessage[]} [messages] chair, secretary, supervisors only
 *
 * @typedef {object} MeetingFacts
 * @property {string} id
 * @property {string} title
 * @property {string} kind
 * @property {"draft" | "announced" | "open" | "closed"} state
 * @property {number} scheduled_ms
 * @property {number | null} opened_ms
 * @property {number | null} closed_ms
 * @property {string | null} closed_by name of who closed it
 * @property {string} place
 * @property {{id: string, name: string}} branch
 * @property {{id: string, name: string}} unit
 * @property {string | null} chair
 * @property {string | null} secretary
 * @property {boolean} recording
 * @property {{at_ms: number, by_ms: number}[]} clock settings of the server's clock since opening
 *
 * @typedef {object} Me
 * @property {string} role
 * @property {string} name
 * @property {string | null} person
 * @property {string | null} site
 * @property {string | null} request own request in the queue
 * @property {number | null} position in the queue; 1 is next
 * @property {string | null} turn own running turn
 * @property {string | null} presence
 * @property {number} devices connected devices of the person or room, this one included
 * @property {boolean} checked_in
 * @property {number | null} since_ms since when the owner is present without a break
 * @property {"open" | "closed"} microphone what the server forwards, not what the device sends
 * @property {{code: string, site: string} | null} silent why this device has no sound of its own
 * @property {string[]} can commands allowed to the role now
 * @property {{version: number, until_ms: number, command: string} | null} undo
 * @property {{may_read: boolean, may_correct: boolean, corrections: OwnCorrection[]}} minutes
 * @property {{ballot: string, may: boolean, why: string | null, voted: boolean | null} | null} vote
 *   in the open ballot; `voted` is null where it is secret (see the message `voted`)
 *
 * @typedef {{name: string, title: string, number: number | null, category?: string, site: string | null, off: boolean, distinction: {by: "office" | "birth" | "number" | "guest", value: string} | null}} Person
 * @typedef {{id: string, block: string, text: string, at_ms: number, state: "open" | "accepted" | "refused", reason: string}} OwnCorrection
 * @typedef {{name: string, place: string, main: boolean, checked_in: number, expected: number, connected: boolean}} Site
 *
 * @typedef {object} Agenda
 * @property {Item[]} items
 * @property {string | null} current
 * @property {string | null} insert_after the item after which a new one is proposed
 * @property {number} planned_end_ms
 * @property {number} rest_ms planned time of all pending items after the current one
 *
 * @typedef {object} Item
 * @property {string} id
 * @property {string} number
 * @property {string} kind
 * @property {string} title
 * @property {number} planned_min
 * @property {string | null} presenter
 * @property {boolean} required
 * @property {boolean} counted whether it belongs to the meeting's length; the line check does not
 * @property {"pending" | "current" | "done" | "skipped"} state
 * @property {boolean} fixed whether it keeps its place: it or an item after it has begun
 * @property {number | null} started_ms when it last became current
 * @property {number} spent_ms how long it had been current before `started_ms`
 * @property {number | null} finished_ms
 * @property {string | null} reason
 * @property {string | null} conclusion
 * @property {import("./writing.js").Written | null} [concluded] who wrote it last; chair and secretary only
 *
 * @typedef {object} Floor
 * @property {"queue" | "round" | "free"} preset
 * @property {number | null} limit_s
 * @property {"count_up" | "close"} overtime
 * @property {boolean} new_speakers_first
 * @property {Turn | null} turn
 * @property {QueueEntry[]} queue in the order in which they will be called
 * @property {{done: string[], left: string[], unheard?: Unheard | null} | null} round
 * @property {{person?: string, site?: string} | null} screen
 * @property {string[]} open feeds whose sound is open: "p:<person>" or "s:<site>"
 * @property {string | null} programme the feed whose picture all see
 * @property {{distinct: number, turns: number, norm: number | null, base: number}} spoken
 * @property {string[]} [not_spoken]
 * @property {PastTurn[]} [turns]
 *
 * @typedef {object} Turn
 * @property {string} id
 * @property {string} person
 * @property {string} kind
 * @property {string | null} item
 * @property {string | null} site
 * @property {number} started_ms
 * @property {number} spoken_ms before `running_since_ms`
 * @property {number | null} running_since_ms null while paused
 * @property {string | null} pause why the clock is paused
 * @property {Unheard | null} unheard why no sound can come from the speaker
 * @property {number | null} reminded_ms when the desk last reminded the speaker of not being heard
 * @property {number | null} limit_s
 * @property {boolean} silenced whether the limit has closed the microphone
 * @property {{person: string, since_ms: number} | null} interposed
 * @property {string} [note]
 * @property {import("./writing.js").Written | null} [noted] who wrote the note last
 *
 * @typedef {{id: string, person: string, item: string | null, started_ms: number, spoken_ms: number, note: string, noted: import("./writing.js").Written | null}} PastTurn
 * @typedef {{id: string, person: string, kind: string, asked_ms: number, by: string | null, first_time: boolean, moved: boolean, away: boolean, unheard?: Unheard | null}} QueueEntry
 * @typedef {{code: string, site: string | null}} Unheard
 *
 * @typedef {object} Attendance
 * @property {Record<string, number>} counts
 * @property {number} present
 * @property {number} base
 * @property {number} rate_pct
 * @property {number} target_pct percentage that `rate_pct` has to exceed
 * @property {{here: number, needed: number}} quorum of those who may vote
 * @property {{key: string, count: number}[]} how
 * @property {{value: number, pass_at: number, how: {key: string, count: number}[]}} denominator
 * @property {Record<string, any> | null} roll_call
 * @property {Record<string, AttendanceRow>} [rows] chair, secretary, supervisor only
 * @property {{person: string, reconnecting: boolean}[]} [remote] who is not in a room; a room's screen only
 * @property {Record<string, {listing: ListChange[]}>} [off] who was taken off the list; as `rows`
 * @property {Record<string, {name: string, title: string, number: number, category: string}>} [beside] people on the branch's list now who never were on the meeting's
 *
 * @typedef {object} AttendanceRow
 * @property {string} state
 * @property {"room" | "online" | null} where
 * @property {string | null} site
 * @property {number | null} since_ms
 * @property {"link" | "code" | "number" | "hand" | null} method
 * @property {boolean} late
 * @property {number | null} left_ms
 * @property {string | null} reason
 * @property {string} category
 * @property {string | null} registered the category on the branch's list now
 * @property {boolean} connected
 * @property {number} devices
 * @property {{by: string, at_ms: number, mark: string, reason: string} | null} marked an absence, before the person came
 * @property {{by: string, at_ms: number, reason: string, was: string}[]} corrections
 * @property {ListChange[]} listing changes of the list by the desk that concern the person
 *
 * @typedef {{act: "added" | "taken_off" | "category", by: string, at_ms: number, reason: string, was: string | null}} ListChange
 *
 * @typedef {{kind: "motion"} | {kind: "election", candidates: {id: string, name: string}[], at_most: number}} Asked
 * @typedef {{for: number, against: number, other: number, not_voting: number}} HandCount
 *
 * @typedef {object} Ballot
 * @property {string} id
 * @property {number} number
 * @property {string} item
 * @property {string} matter
 * @property {"hands" | "named" | "paper" | "secret"} method
 * @property {Asked} ask
 * @property {"half" | "two_thirds"} majority
 * @property {"open" | "closed" | "confirmed" | "cancelled"} phase
 * @property {number} opened_ms
 * @property {number | null} closed_ms
 * @property {number | null} confirmed_ms
 * @property {number} denominator
 * @property {{key: string, count: number}[]} how signed counts that make up the denominator
 * @property {number} needed votes
 * @property {string | null} again the ballot that this one repeats
 * @property {string[]} committee people who count paper
 * @property {string | null} cancelled_why
 * @property {string[]} warnings the desk only
 * @property {{site: string, name: string, present: number, count: HandCount | null}[]} hands
 *   `present`: the entitled there who have not pressed; the desk only
 * @property {number | null} pressed desk and supervisors only, open methods only
 * @property {string[]} waiting who has not voted; the desk only, open methods only
 * @property {boolean} secret
 * @property {{person: string, choice: string[]}[]} votes
 * @property {({code: string} & Record<string, any>)[]} problems why it cannot be confirmed yet; the desk only
 * @property {BallotResult | null} result
 * @property {{person: string, text: string}[]} reserved
 *
 * @typedef {object} BallotResult
 * @property {Record<string, number>} sums
 * @property {number} not_voting
 * @property {number | null} given_out
 * @property {number | null} returned
 * @property {number | null} valid
 * @property {number | null} invalid
 * @property {boolean | null} passed
 * @property {string[]} elected
 * @property {string[]} tied
 * @property {string[] | null} voters
 * @property {Record<string, number>} pct of the denominator
 *
 * @typedef {object} Score three values side by side; null: not given
 * @property {ScoreValue | null} proposed by the committee
 * @property {ScoreValue | null} adopted by the branch
 * @property {ScoreValue | null} reviewed by the superior
 * @property {Criterion[] | null} rubric chair, secretary, supervisors only, once the scoring has begun
 * @property {{rating: string, least: number}[] | null} ratings with the least points of each, the best first; as `rubric`
 *
 * @typedef {object} ScoreValue
 * @property {string} by
 * @property {number} at_ms
 * @property {Record<string, number>} points by the code of the criterion
 * @property {number} total
 * @property {string} rating
 * @property {string[]} missed gates that do not have all their points
 * @property {string | null} ballot
 * @property {string} reason
 * @property {boolean} confirmed
 * @property {number} earlier how many were given before
 *
 * @typedef {object} Criterion
 * @property {string} code its first letter is that of the group
 * @property {string} group
 * @property {string} title
 * @property {number} points at most
 * @property {"auto" | "semi" | "tick" | "judge"} fill
 * @property {boolean} gate whether the best rating needs all its points
 * @property {number | null} objective what the record gives
 * @property {Evidence[]} evidence
 *
 * @typedef {{key: string, facts: Record<string, any>, people: string[], at_ms: number | null}} Evidence
 *
 * @typedef {{person: string, name: string, title: string, unit: string, listening: boolean, picture: "none" | "tile" | "large"}} Watcher
 * @typedef {{way: "follow" | "tile" | "large" | "sound", since_ms: number, until_ms: number | null}} WatchedTime
 * @typedef {{person: string, name: string, title: string, unit: string, times: WatchedTime[]}} Watched
 * @typedef {{id: string, from: string, person: string | null, role: string, text: string, at_ms: number, read: MessageReader[]}} PrivateMessage
 * @typedef {{person: string | null, name: string, at_ms: number}} MessageReader
 *
 * @typedef {"good" | "weak" | "bad"} LinkQuality
 */

export {};
