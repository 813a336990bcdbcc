/// A path or a file name: any bytes but NUL, as the kernel has them.
public struct FilePath: Hashable, Sendable {
    public var bytes: [UInt8]

    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// Whether it starts at the root.
    public var isAbsolute: Bool { bytes.first == UInt8(ascii: "/") }

    /// The part behind the last slash.
    public var lastComponent: FilePath { FilePath(bytes: bytes[(lastSlash.map { $0 + 1 } ?? 0)...]) }

    /// The part before the last slash; `.` where there is none, `/` for a file in the root.
    public var parent: FilePath {
        guard let lastSlash else { return "." }
        return lastSlash == 0 ? "/" : FilePath(bytes: bytes[..<lastSlash])
    }

    private var lastSlash: Int? { bytes.lastIndex(of: UInt8(ascii: "/")) }

    public static func / (base: FilePath, name: FilePath) -> FilePath {
        if name.isAbsolute || base.bytes.isEmpty { return name }
        let separator: [UInt8] = base.bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]
        return FilePath(bytes: base.bytes + separator + name.bytes)
    }

    /// Calls `body` with the path as a C string.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
            buffer[bytes.count] = 0
            return body(UnsafePointer(buffer.baseAddress.unsafelyUnwrapped))
        }
    }
}

extension FilePath: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self.init(text) }
    public init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    /// Text and numbers: what a path looks like to people is no path.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + 8 * interpolationCount)
        }

        public mutating func appendLiteral(_ text: String) { bytes += text.utf8 }
        public mutating func appendInterpolation(_ text: String) { bytes += text.utf8 }
        public mutating func appendInterpolation(_ number: some BinaryInteger) { bytes += number.digits }
    }
}

extension FilePath: CustomStringConvertible {
    /// The path for people: control characters and bytes that are not UTF-8 are escaped.
    public var description: String { printable(bytes) }
}
