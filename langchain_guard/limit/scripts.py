"""The decision as Lua, run by Redis as one atomic step on the server's own clock.

KEYS are one per charge, then the lease. A window is a hash from slot number to booked amount; the holders of a
concurrency limit are a sorted set from lease to expiry. Numbers are whole milliseconds and whole units, exact in Lua up
to 2^53 (nine million dollars in billionths). The arithmetic is that of `langchain_guard.limit.memory`.
"""

from __future__ import annotations

_WINDOW = """
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

-- what is booked in a window, and its live slots; slots that have left it are deleted when asked to
local function window(key, length, slot, clean)
  local oldest = math.floor((now - length) / slot)
  local used, live, gone = 0, {}, {}
  local fields = redis.call('HGETALL', key)
  for f = 1, #fields, 2 do
    local tick, amount = tonumber(fields[f]), tonumber(fields[f + 1])
    if tick < oldest then
      gone[#gone + 1] = fields[f]
    else
      used = used + amount
      live[#live + 1] = {tick, amount}
    end
  end
  if clean and #gone > 0 then redis.call('HDEL', key, unpack(gone)) end
  return used, live
end

local function whole(number) return string.format('%.0f', number) end
"""

RESERVE = (
    _WINDOW
    + """
-- ARGV: lease id, hold in ms, then per charge: most, window in ms (0: concurrency), slot in ms, amount
local charges = #KEYS - 1
local refusing, wait, left = 0, 0, 0
for i = 1, charges do
  local most, length = tonumber(ARGV[4 * i - 1]), tonumber(ARGV[4 * i])
  local slot, amount = tonumber(ARGV[4 * i + 1]), tonumber(ARGV[4 * i + 2])
  local used, live
  if length > 0 then
    used, live = window(KEYS[i], length, slot, true)
  else
    redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
    used = redis.call('ZCARD', KEYS[i])
  end
  if used + amount > most then
    local after = -1
    if amount <= most and length == 0 then
      after = tonumber(redis.call('ZRANGE', KEYS[i], 0, 0, 'WITHSCORES')[2]) - now
    elseif amount <= most then
      table.sort(live, function(a, b) return a[1] < b[1] end)
      local excess = used + amount - most
      for _, booked in ipairs(live) do
        excess = excess - booked[2]
        if excess <= 0 then
          after = (booked[1] + 1) * slot + length - now
          break
        end
      end
    end
    if refusing == 0 or (wait >= 0 and (after < 0 or after > wait)) then
      refusing, wait, left = i, after, math.max(0, most - used)
    end
  end
end
if refusing > 0 then return {0, refusing, left, wait} end

local hold = tonumber(ARGV[2])
local answer = {1, hold > 0 and now + hold or 0}
for i = 1, charges do
  local length, slot, amount = tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1]), tonumber(ARGV[4 * i + 2])
  local tick = 0
  if length > 0 then
    tick = math.floor(now / slot)
    if amount > 0 then
      redis.call('HINCRBY', KEYS[i], whole(tick), whole(amount))
      redis.call('PEXPIRE', KEYS[i], length + slot)
    end
  else
    redis.call('ZADD', KEYS[i], now + hold, ARGV[1])
    if redis.call('PTTL', KEYS[i]) < hold then redis.call('PEXPIRE', KEYS[i], hold) end
  end
  answer[#answer + 1] = tick
end
if hold > 0 then redis.call('SET', KEYS[charges + 1], whole(now + hold), 'PX', hold) end
return answer
"""
)
"""Books all charges or none. Returns 1, expiry and slots, or 0, index of the refusing charge, remaining, wait in ms."""

SETTLE = (
    _WINDOW
    + """
-- ARGV: lease id, then per charge: window in ms (0: concurrency), slot in ms, slot number, difference
local charges = #KEYS - 1
local expires = redis.call('GET', KEYS[charges + 1])
redis.call('DEL', KEYS[charges + 1])
if not expires or tonumber(expires) <= now then return 0 end
for i = 1, charges do
  local length, slot = tonumber(ARGV[4 * i - 2]), tonumber(ARGV[4 * i - 1])
  local tick, difference = tonumber(ARGV[4 * i]), tonumber(ARGV[4 * i + 1])
  if length == 0 then
    redis.call('ZREM', KEYS[i], ARGV[1])
  elseif difference ~= 0 and tick >= math.floor((now - length) / slot) then
    local left = redis.call('HINCRBY', KEYS[i], whole(tick), whole(difference))
    if left < 0 then -- the server has evicted the window, and not the lease: what stands there are the calls of others
      left = redis.call('HINCRBY', KEYS[i], whole(tick), whole(-difference))
    end
    if left == 0 then
      redis.call('HDEL', KEYS[i], whole(tick))
    elseif redis.call('PTTL', KEYS[i]) < 0 then
      redis.call('PEXPIRE', KEYS[i], length + slot)
    end
  end
end
return 1
"""
)
"""Replaces what was reserved by what was used, once. Returns whether the lease was still open."""

USAGE = (
    _WINDOW
    + """
-- ARGV per charge: window in ms (0: concurrency), slot in ms
local answer = {}
for i = 1, #KEYS do
  local length, slot = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local used, reset = 0, 0
  if length == 0 then
    used = redis.call('ZCOUNT', KEYS[i], '(' .. whole(now), '+inf')
    local last = redis.call('ZRANGE', KEYS[i], -1, -1, 'WITHSCORES')
    if used > 0 then reset = tonumber(last[2]) - now end
  else
    local live
    used, live = window(KEYS[i], length, slot, false)
    for _, booked in ipairs(live) do reset = math.max(reset, (booked[1] + 1) * slot + length - now) end
  end
  answer[#answer + 1] = used
  answer[#answer + 1] = reset
end
return answer
"""
)
"""Reads budgets and changes nothing. Returns, per charge, what is used and when the last of it leaves, in ms."""
