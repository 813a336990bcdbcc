/// The name that was probably meant, if one is near enough: at most one change for every three letters typed.
func nearestName(to typed: [UInt8], among names: [String]) -> String? {
    // Longer words are no slips of the finger, and the distance takes quadratic time.
    guard typed.count <= 64 else { return nil }
    let limit = max(1, typed.count / 3)
    var best: (name: String, distance: Int)?
    for name in names {
        let distance = editDistance(typed, Array(name.utf8))
        if distance <= limit, distance < best?.distance ?? .max, distance < typed.count { best = (name, distance) }
    }
    return best?.name
}

/// How many insertions, deletions, substitutions and swaps of neighbours lie between two words.
///
/// This is the optimal string alignment distance of Damerau (1964), "A technique for computer detection and correction
/// of spelling errors".
private func editDistance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (i, a) in first.enumerated() {
        var row = [i + 1]
        for (j, b) in second.enumerated() {
            var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a == b ? 0 : 1))
            if i > 0, j > 0, a == second[j - 1], first[i - 1] == b { cost = min(cost, beforeLast[j - 1] + 1) }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[second.count]
}
