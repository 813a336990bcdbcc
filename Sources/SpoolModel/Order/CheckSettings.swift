import Glibc
import SystemCalls

/// The part of a check that looks at what the user has set, and at keys.
extension Spool {
    func settingFindings() throws(SystemError) -> [Finding] {
        var findings: [Finding] = []
        for (name, status) in try entries(of: Layout.settings) {
            let path = Layout.settings / name
            if let (record, writer) = Layout.unfinished(name), Layout.isSetting(record) {
                findings += try unfinished(path, writer)
                continue
            }
            guard Layout.isSetting(name) else {
                findings.append(Finding(path, "is foreign"))
                continue
            }
            findings += Expectation.privateFile.findings(path, status, owner: geteuid())
            guard let content = (try? root.contentIfPresent(of: path)) ?? nil else { continue }
            do throws(RecordError) {
                if path == Layout.moved {
                    _ = try FrontRecord(content)
                } else if path != Layout.paused, Layout.setting(in: name)?.kind != "paused" {
                    _ = try SettingRecord(content)
                }
            } catch {
                findings.append(Finding(path, "is refused: \(error.problem)"))
            }
        }
        for (name, status) in try entries(of: Layout.uniqueKeys) {
            let path = Layout.uniqueKeys / name
            findings +=
                UniqueKey.isFile(name)
                ? Expectation.privateFile.findings(path, status, owner: geteuid()) : [Finding(path, "is foreign")]
        }
        return findings
    }
}

extension Layout {
    /// Whether a name in `settings` is known.
    fileprivate static func isSetting(_ name: FilePath) -> Bool {
        setting(in: name) != nil || settings / name == paused || settings / name == moved
    }
}
